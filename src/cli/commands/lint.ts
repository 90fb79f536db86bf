import { Command } from 'commander';
import { linted } from '../../doors/api/connectionContract.ts';
import { type ConnectionFlags, openConnectionFile, withConnectionOptions } from '../connectionFile.ts';
import { askHub } from '../hubClient.ts';
import { reporting, type Terminal } from '../terminal.ts';

/** `passerelle lint connection.yaml [--json]`: traps that a connection made by hand fell into; ends with 1 when there are any. */
export function lintCommand(terminal: Terminal): Command {
  return withConnectionOptions(new Command('lint'))
    .description('find what is wrong with a connection that was made by hand, and what would put it right')
    .action(
      reporting(terminal, async (name: string, flags: ConnectionFlags) => {
        const { text, target } = openConnectionFile(terminal, name, flags);
        const answer = await askHub(target, 'POST', '/api/v1/connection/lint', { type: 'text/yaml', text });
        const { findings, unread } = linted.parse(answer);
        if (flags.json) terminal.print(`${JSON.stringify(answer)}\n`);
        else {
          for (const { id, title, evidence, consequence, repairedBy, call, refused } of findings) {
            terminal.print(`${title} (${id})\n`);
            for (const line of evidence) terminal.print(`  found     ${line}\n`);
            terminal.print(`  so        ${consequence}\n`);
            if (repairedBy.length > 0) terminal.print(`  apply     ${repairedBy.join(', ')}\n`);
            if (call !== undefined) terminal.print(`  by hand   ${call}\n`);
            if (refused !== undefined) terminal.print(`  refused   ${refused}\n`);
          }
          for (const line of unread) terminal.print(`not read: ${line}\n`);
          terminal.print(findings.length === 0 ? 'nothing found\n' : `${findings.length} found\n`);
        }
        if (findings.length > 0) terminal.exit(1);
      }),
    );
}
