import { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const change = z.object({ of: z.string(), before: z.string().optional(), after: z.string().optional() });
const record = z.looseObject({
  at: z.number(),
  who: z.looseObject({ kind: z.string(), name: z.string() }),
  from: z.string(),
  what: z.string(),
  target: z.string(),
  changes: z.array(change),
});
const answerBody = z.object({ records: z.array(record) });

interface AuditFlags extends TargetFlags {
  readonly limit: string;
  readonly json?: boolean;
}

/** `passerelle audit [--limit N] [--json]`: who changed what, newest first; with `--json` one object a line. */
export function auditCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('audit'))
    .description('show administrative changes: who, when, what, before and after')
    .option('--limit <count>', 'how many, 1000 at most', '50')
    .option('--json', 'one object a line')
    .action(
      reporting(terminal, async (flags: AuditFlags) => {
        if (!/^\d{1,4}$/.test(flags.limit))
          throw new CommandFailure(`--limit: expected a number, found "${flags.limit}"`, 2);
        const target = findTarget(terminal.environment, flags);
        const { records } = answerBody.parse(await askHub(target, 'GET', `/api/v1/audit?limit=${flags.limit}`));
        for (const one of records) terminal.print(`${flags.json ? JSON.stringify(one) : linesOf(one)}\n`);
      }),
    );
}

function linesOf({ at, who, from, what, target, changes }: z.infer<typeof record>): string {
  const head = [new Date(at).toISOString(), who.name || who.kind, from, what, target].filter((part) => part !== '');
  const told = changes.map(({ of, before, after }) => `    ${of}: ${before ?? '–'} → ${after ?? '–'}`);
  return [head.join('  '), ...told].join('\n');
}
