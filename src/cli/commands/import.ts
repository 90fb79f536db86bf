import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const problem = z.object({ line: z.number(), uid: z.string().optional(), code: z.string(), where: z.string() });
const answerBody = z.object({
  imported: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  problems: z.array(problem),
});

/** `passerelle import ADDRESS FILE [--json]`: a file of events onto a calendar; what can't be used is named, the rest is there. */
export function importCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('import'))
    .description('put the events of an .ics file on the calendar of a person; nobody is told')
    .argument('<address>', 'address of the person')
    .argument('<file>', 'iCalendar file')
    .option('--json', 'print the report as JSON')
    .action(
      reporting(terminal, async (address: string, file: string, flags: TargetFlags & { readonly json?: boolean }) => {
        const path = `/api/v1/people/${encodeURIComponent(address)}/import`;
        const body = { type: 'text/calendar' as const, text: read(file) };
        const report = answerBody.parse(await askHub(findTarget(terminal.environment, flags), 'POST', path, body));
        if (flags.json) {
          terminal.print(`${JSON.stringify(report)}\n`);
          return;
        }
        for (const { line, uid, code, where } of report.problems)
          terminal.print(`line ${line}${uid === undefined ? '' : `, ${uid}`}: ${code} (${where})\n`);
        const { imported, updated, unchanged, problems } = report;
        terminal.print(
          `${imported} imported, ${updated} updated, ${unchanged} unchanged, ${problems.length} left out\n`,
        );
      }),
    );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), 2);
  }
}
