import { Command } from 'commander';
import { z } from 'zod';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const answerBody = z.object({ tenant: z.string(), clientId: z.string(), clientSecret: z.string() });

/** `passerelle client create NAME [--json]` → `{"tenant","clientId","clientSecret"}`, for the token endpoint. */
export function clientCommand(terminal: Terminal): Command {
  const create = withHubOptions(new Command('create'))
    .description('register a program that may read and write the calendars of the whole organisation')
    .argument('<name>', 'what the program is called')
    .option('--json', 'print {"tenant": …, "clientId": …, "clientSecret": …}')
    .action(
      reporting(terminal, async (name: string, flags: TargetFlags & { readonly json?: boolean }) => {
        const answer = await askHub(findTarget(terminal.environment, flags), 'POST', '/api/v1/clients', {
          type: 'application/json',
          text: JSON.stringify({ name }),
        });
        const client = answerBody.parse(answer);
        const lines = `tenant        ${client.tenant}\nclient id     ${client.clientId}\nclient secret ${client.clientSecret}`;
        terminal.print(`${flags.json ? JSON.stringify(client) : lines}\n`);
      }),
    );
  return new Command('client').description('programs that sign in for themselves').addCommand(create);
}
