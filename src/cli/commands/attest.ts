import { Command } from 'commander';
import { attested } from '../../doors/api/connectionContract.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

/** `passerelle attest STEP`: somebody's word that a manual step was done as the plan says. It holds until its values change. */
export function attestCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('attest'))
    .description('say that a manual step was done as the plan says it')
    .argument('<step>', 'its id in the plan, such as home.copies')
    .option('--json', 'print JSON')
    .action(
      reporting(terminal, async (step: string, flags: TargetFlags & { readonly json?: boolean }) => {
        const answer = await askHub(findTarget(terminal.environment, flags), 'POST', '/api/v1/connection/attest', {
          type: 'application/json',
          text: JSON.stringify({ step }),
        });
        if (flags.json) terminal.print(`${JSON.stringify(answer)}\n`);
        else for (const title of attested.parse(answer).titles) terminal.print(`attested    ${title}\n`);
      }),
    );
}
