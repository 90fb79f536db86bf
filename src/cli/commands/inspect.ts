import { Command } from 'commander';
import { inspected } from '../../doors/api/connectionContract.ts';
import { type ConnectionFlags, openConnectionFile, withConnectionOptions } from '../connectionFile.ts';
import { askHub } from '../hubClient.ts';
import { reporting, type Terminal } from '../terminal.ts';

/** `passerelle inspect connection.yaml [--json]`: what is there now, normalised, of all the connection is about. */
export function inspectCommand(terminal: Terminal): Command {
  return withConnectionOptions(new Command('inspect'))
    .description('say what is there now of everything that the connection is about')
    .action(
      reporting(terminal, async (name: string, flags: ConnectionFlags) => {
        const { text, target } = openConnectionFile(terminal, name, flags);
        const answer = await askHub(target, 'POST', '/api/v1/connection/inspect', { type: 'text/yaml', text });
        if (flags.json) {
          terminal.print(`${JSON.stringify(answer)}\n`);
          return;
        }
        for (const { key, kind, ...seen } of inspected.parse(answer).resources) {
          const what = kind === 'there' ? JSON.stringify(seen.value) : String(seen.why ?? '');
          terminal.print(`${kind.padEnd(12)}${key}${what === '' ? '' : `  ${what}`}\n`);
        }
      }),
    );
}
