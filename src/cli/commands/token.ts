import { Command } from 'commander';
import { z } from 'zod';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const answerBody = z.object({ token: z.string() });

/** `passerelle token create ADDRESS [--json]` → `{"token"}`: a bearer token for /graph/v1.0/me of this person. */
export function tokenCommand(terminal: Terminal): Command {
  const create = withHubOptions(new Command('create'))
    .description('make a bearer token for a program that speaks for this person')
    .argument('<address>', 'address of the person')
    .option('--name <name>', 'what it is for', 'command line')
    .option('--json', 'print {"token": …}')
    .action(
      reporting(terminal, async (address: string, flags: TargetFlags & { readonly json?: boolean; name: string }) => {
        const answer = await askHub(findTarget(terminal.environment, flags), 'POST', '/api/v1/tokens', {
          type: 'application/json',
          text: JSON.stringify({ address, name: flags.name }),
        });
        const { token } = answerBody.parse(answer);
        terminal.print(`${flags.json ? JSON.stringify({ token }) : token}\n`);
      }),
    );
  return new Command('token').description('bearer tokens of people for the Graph-shaped API').addCommand(create);
}
