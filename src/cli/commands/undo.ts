import { Command } from 'commander';
import { undone } from '../../doors/api/connectionContract.ts';
import { type ConnectionFlags, openConnectionFile, queryOf, withConnectionOptions } from '../connectionFile.ts';
import { askHubByLines } from '../hubClient.ts';
import { reporting, type Terminal } from '../terminal.ts';

/** `passerelle undo connection.yaml [--json] [--only ADDRESS…]`: what was there before the first apply. */
export function undoCommand(terminal: Terminal): Command {
  return withConnectionOptions(new Command('undo'))
    .description('bring back what was there before the first apply, and prove it by reading')
    .action(
      reporting(terminal, async (name: string, flags: ConnectionFlags) => {
        const { target } = openConnectionFile(terminal, name, flags);
        const query = queryOf({ ...(flags.only === undefined ? {} : { only: flags.only }) });
        const answer = await askHubByLines(target, 'POST', `/api/v1/connection/undo${query}`, undefined, () => {});
        const { complete, resources } = undone.parse(answer);
        if (flags.json) terminal.print(`${JSON.stringify(answer)}\n`);
        else {
          for (const { state, title, detail } of resources) {
            terminal.print(`${state.padEnd(14)}${title}${detail.length === 0 ? '' : `: ${detail.join('; ')}`}\n`);
          }
        }
        const failed = resources.filter(({ state }) => ['blocked', 'pending', 'propagating'].includes(state));
        if (failed.length > 0) {
          terminal.complain(
            'passerelle: not everything could be undone: put right what is said above, and undo again\n',
          );
          terminal.exit(1);
        }
        if (!flags.json) terminal.print(complete ? 'undone: all is as it was\n' : 'undone for these people\n');
      }),
    );
}
