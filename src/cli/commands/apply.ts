import { Command } from 'commander';
import { z } from 'zod';
import { planAsTable } from '../../connection/present/table.ts';
import { applied } from '../../doors/api/connectionContract.ts';
import { type ConnectionFlags, openConnectionFile, queryOf, withConnectionOptions } from '../connectionFile.ts';
import { askHubByLines } from '../hubClient.ts';
import { reporting, type Terminal } from '../terminal.ts';

const progress = z.object({ kind: z.literal('resource'), title: z.string(), state: z.string() });

/** `passerelle apply connection.yaml [--json] [--only ADDRESS…] [--adopt KEY…] [--yes-many]`: what it changes holds before it returns. */
export function applyCommand(terminal: Terminal): Command {
  return withConnectionOptions(new Command('apply'))
    .description('make the connection what the file says, in the safe order, and read back every step')
    .option('--adopt <key...>', 'let it change what others made, by its key')
    .option('--yes-many', 'changing many mailboxes at once is meant')
    .action(
      reporting(terminal, async (name: string, flags: ConnectionFlags) => {
        const { text, target } = openConnectionFile(terminal, name, flags);
        const path = `/api/v1/connection${queryOf(flags)}`;
        const answer = await askHubByLines(target, 'PUT', path, { type: 'text/yaml', text }, (line) => {
          const told = flags.json ? undefined : progress.safeParse(line).data;
          if (told) terminal.print(`${told.state.padEnd(12)}${told.title}\n`);
        });
        const { steps } = applied.parse(answer);
        terminal.print(flags.json ? `${JSON.stringify(answer)}\n` : `\n${planAsTable(steps, terminal.colour)}`);
        const failed = steps.filter(({ state }) => state === 'blocked' || state === 'drifted');
        if (failed.length > 0) {
          terminal.complain(`passerelle: not applied: ${failed.map(({ id }) => id).join(', ')}\n`);
          terminal.exit(1);
        }
        if (!flags.json) terminal.print('applied\n');
      }),
    );
}
