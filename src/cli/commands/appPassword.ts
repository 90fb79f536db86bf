import { Command } from 'commander';
import { z } from 'zod';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const answerBody = z.object({ password: z.string() });

/** `passerelle app-password create ADDRESS [--json]` → `{"password"}`. It is shown once: the hub keeps a keyed hash. */
export function appPasswordCommand(terminal: Terminal): Command {
  const create = withHubOptions(new Command('create'))
    .description('make a password for a calendar program of this person')
    .argument('<address>', 'address of the person')
    .option('--name <name>', 'what it is for, shown where it can be revoked', 'command line')
    .option('--json', 'print {"password": …}')
    .action(
      reporting(terminal, async (address: string, flags: TargetFlags & { readonly json?: boolean; name: string }) => {
        const answer = await askHub(findTarget(terminal.environment, flags), 'POST', '/api/v1/app-passwords', {
          type: 'application/json',
          text: JSON.stringify({ address, name: flags.name }),
        });
        const { password } = answerBody.parse(answer);
        terminal.print(`${flags.json ? JSON.stringify({ password }) : password}\n`);
      }),
    );
  return new Command('app-password').description('passwords for calendar programs').addCommand(create);
}
