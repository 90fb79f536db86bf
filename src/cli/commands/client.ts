import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const thumbprintBody = z.object({ thumbprint: z.string() });
const answerBody = z.object({ tenant: z.string(), clientId: z.string(), clientSecret: z.string() });

/**
 * `passerelle client create NAME [--json]` → `{"tenant","clientId","clientSecret"}`, for the token
 * endpoint; `client certificate CLIENTID FILE` for assertions in place of the secret.
 */
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
  const certificate = withHubOptions(new Command('certificate'))
    .description('let a program sign in with assertions that this certificate signed')
    .argument('<clientId>', 'as client create printed it')
    .argument('<file>', 'the certificate as PEM, with an RSA key; the private key stays with the program')
    .option('--json', 'print {"thumbprint": …}')
    .action(
      reporting(terminal, async (clientId: string, file: string, flags: TargetFlags & { readonly json?: boolean }) => {
        const path = `/api/v1/clients/${encodeURIComponent(clientId)}/certificates`;
        const answer = await askHub(findTarget(terminal.environment, flags), 'POST', path, {
          type: 'application/json',
          text: JSON.stringify({ certificate: readText(file) }),
        });
        const { thumbprint } = thumbprintBody.parse(answer);
        terminal.print(`${flags.json ? JSON.stringify({ thumbprint }) : `SHA-256 thumbprint ${thumbprint}`}\n`);
      }),
    );
  return new Command('client')
    .description('programs that sign in for themselves')
    .addCommand(create)
    .addCommand(certificate);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), 2);
  }
}
