import { Command } from 'commander';
import { z } from 'zod';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const answerBody = z.object({ url: z.string() });

/** `passerelle admin create ADDRESS`: prints a link that signs this administrator in to the console, once. */
export function adminCommand(terminal: Terminal): Command {
  const create = withHubOptions(new Command('create'))
    .description('print a one-time link that signs in to the console')
    .argument('<address>', 'address of the administrator')
    .option('--json', 'print {"url": …}')
    .action(
      reporting(terminal, async (address: string, flags: TargetFlags & { readonly json?: boolean }) => {
        const answer = await askHub(findTarget(terminal.environment, flags), 'POST', '/api/v1/sign-in-links', {
          type: 'application/json',
          text: JSON.stringify({ address }),
        });
        const { url } = answerBody.parse(answer);
        terminal.print(`${flags.json ? JSON.stringify({ url }) : url}\n`);
      }),
    );
  return new Command('admin').description('administrators of the hub').addCommand(create);
}
