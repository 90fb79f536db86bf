import { Command } from 'commander';
import { planAsTable } from '../../connection/present/table.ts';
import { planned } from '../../doors/api/connectionContract.ts';
import { type ConnectionFlags, openConnectionFile, queryOf, withConnectionOptions } from '../connectionFile.ts';
import { askHub } from '../hubClient.ts';
import { reporting, type Terminal } from '../terminal.ts';

/** `passerelle plan connection.yaml [--json] [--only ADDRESS…] [--adopt KEY…]`: writes nothing anywhere. */
export function planCommand(terminal: Terminal): Command {
  return withConnectionOptions(new Command('plan'))
    .description('say what apply would do, step by step, and change nothing')
    .option('--adopt <key...>', 'plan to change what others made, by its key')
    .action(
      reporting(terminal, async (name: string, flags: ConnectionFlags) => {
        const { text, target } = openConnectionFile(terminal, name, flags);
        const path = `/api/v1/connection/plan${queryOf(flags)}`;
        const answer = await askHub(target, 'POST', path, { type: 'text/yaml', text });
        if (flags.json) terminal.print(`${JSON.stringify(answer)}\n`);
        else terminal.print(planAsTable(planned.parse(answer).steps, terminal.colour));
      }),
    );
}
