import { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

type JsonFlags = TargetFlags & { readonly json?: boolean };

const roles = ['administrator', 'helpdesk', 'person'];
const linkBody = z.object({ url: z.string() });
const mailedBody = z.object({ url: z.string().optional() });
const accountsBody = z.object({
  accounts: z.array(
    z.object({ address: z.string(), role: z.string(), password: z.boolean(), totp: z.boolean(), passkeys: z.number() }),
  ),
});

/**
 * `passerelle admin create ADDRESS`: prints a link that signs this administrator in to the console, once.
 * `admin role`, `admin list`, `admin password-link`, `admin reset-factors`: how others sign in, and as what.
 */
export function adminCommand(terminal: Terminal): Command {
  const person = (address: string, what: string) => `/api/v1/people/${encodeURIComponent(address)}/${what}`;
  const json = (body: object) => ({ type: 'application/json', text: JSON.stringify(body) }) as const;

  const create = withHubOptions(new Command('create'))
    .description('make this person an administrator, and print a one-time link that signs in to the console')
    .argument('<address>', 'address of the administrator')
    .option('--json', 'print {"url": …}')
    .action(
      reporting(terminal, async (address: string, flags: JsonFlags) => {
        const target = findTarget(terminal.environment, flags);
        const answer = await askHub(target, 'POST', '/api/v1/sign-in-links', json({ address }));
        const { url } = linkBody.parse(answer);
        terminal.print(`${flags.json ? JSON.stringify({ url }) : url}\n`);
      }),
    );
  const role = withHubOptions(new Command('role'))
    .description('say what a person may do for others: administrator, helpdesk (reads trace and status), or person')
    .argument('<address>', 'address of the person')
    .argument('<role>', roles.join(' | '))
    .action(
      reporting(terminal, async (address: string, wanted: string, flags: TargetFlags) => {
        if (!roles.includes(wanted)) throw new CommandFailure(`"${wanted}": expected ${roles.join(' or ')}`, 2);
        const target = findTarget(terminal.environment, flags);
        await askHub(target, 'PUT', person(address, 'role'), json({ role: wanted }));
        terminal.print(`${address}  ${wanted}\n`);
      }),
    );
  const list = withHubOptions(new Command('list'))
    .description('list who has a role or has set something up to sign in with')
    .option('--json', 'one object a line')
    .action(
      reporting(terminal, async (flags: JsonFlags) => {
        const target = findTarget(terminal.environment, flags);
        const { accounts } = accountsBody.parse(await askHub(target, 'GET', '/api/v1/accounts'));
        for (const account of accounts) terminal.print(`${flags.json ? JSON.stringify(account) : lineOf(account)}\n`);
      }),
    );
  const passwordLink = withHubOptions(new Command('password-link'))
    .description('print a one-time link by which a person chooses a password')
    .argument('<address>', 'address of the person')
    .option('--mail', 'send it to her home mailbox instead')
    .option('--json', 'print {"url": …}')
    .action(
      reporting(terminal, async (address: string, flags: JsonFlags & { readonly mail?: boolean }) => {
        const target = findTarget(terminal.environment, flags);
        const deliver = flags.mail ? 'mail' : 'show';
        const { url } = mailedBody.parse(
          await askHub(target, 'POST', person(address, 'password-link'), json({ deliver })),
        );
        if (flags.json) terminal.print(`${JSON.stringify({ url })}\n`);
        else terminal.print(`${url ?? `sent to the home mailbox of ${address}`}\n`);
      }),
    );
  const resetFactors = withHubOptions(new Command('reset-factors'))
    .description('forget the second factor and passkeys of a person who lost them, and sign her out everywhere')
    .argument('<address>', 'address of the person')
    .action(
      reporting(terminal, async (address: string, flags: TargetFlags) => {
        await askHub(findTarget(terminal.environment, flags), 'DELETE', person(address, 'factors'));
        terminal.print(`${address}  second factor forgotten\n`);
      }),
    );
  return [create, role, list, passwordLink, resetFactors].reduce(
    (command, child) => command.addCommand(child),
    new Command('admin').description('administrators of the hub, and how people sign in'),
  );
}

function lineOf({ address, role, password, totp, passkeys }: z.infer<typeof accountsBody>['accounts'][number]): string {
  const factors = [
    password ? 'password' : '',
    totp ? 'authenticator app' : '',
    passkeys > 0 ? `passkeys: ${passkeys}` : '',
  ];
  return `${address.padEnd(40)} ${role.padEnd(14)} ${factors.filter((factor) => factor !== '').join(', ')}`;
}
