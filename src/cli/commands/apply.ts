import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const answerBody = z.looseObject({
  steps: z.array(z.looseObject({ id: z.string(), title: z.string(), state: z.string() })).default([]),
});

/** `passerelle apply connection.yaml [--json]`: what it changes holds in the running hub before it returns. */
export function applyCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('apply'))
    .description('apply a connection file to the running hub')
    .argument('<file>', 'connection.yaml')
    .option('--json', 'print the hub’s answer as JSON')
    .action(
      reporting(terminal, async (file: string, flags: TargetFlags & { readonly json?: boolean }) => {
        const text = read(file);
        const target = findTarget(terminal.environment, flags, hubUrlOf(text));
        const answer = await askHub(target, 'PUT', '/api/v1/connection', { type: 'text/yaml', text });
        if (flags.json) {
          terminal.print(`${JSON.stringify(answer)}\n`);
          return;
        }
        const { steps } = answerBody.parse(answer);
        for (const step of steps) terminal.print(`${step.state.padEnd(12)}${step.title}\n`);
        terminal.print('applied\n');
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

/** The hub judges the file; here only its address is looked for, in whatever parses. */
function hubUrlOf(text: string): string | undefined {
  const url: unknown = parseDocument(text).getIn(['hub', 'url']);
  return typeof url === 'string' ? url : undefined;
}
