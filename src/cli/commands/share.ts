import { Command } from 'commander';
import { z } from 'zod';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const share = z.object({ address: z.string(), calendar: z.string(), right: z.string(), privateToo: z.boolean() });
const answerBody = z.object({ given: z.array(share), received: z.array(share) });

interface ShareFlags extends TargetFlags {
  readonly calendar?: string;
  readonly privateToo?: boolean;
  readonly json?: boolean;
}

const path = (owner: string, colleague?: string): string => {
  const shares = `/api/v1/people/${encodeURIComponent(owner)}/shares`;
  return colleague === undefined ? shares : `${shares}/${encodeURIComponent(colleague)}`;
};

/** `passerelle share grant OWNER PERSON RIGHT`, `share revoke OWNER PERSON`, `share list OWNER [--json]`. */
export function shareCommand(terminal: Terminal): Command {
  const grant = withHubOptions(new Command('grant'))
    .description('let a person at a calendar: freeBusy, read, write or delegate')
    .argument('<owner>', 'address of whose calendar it is')
    .argument('<person>', 'address of who may')
    .argument('<right>', 'freeBusy | read | write | delegate')
    .option('--calendar <name>', 'which of her calendars', 'calendar')
    .option('--private-too', 'private events too')
    .action(
      reporting(terminal, async (owner: string, person: string, right: string, flags: ShareFlags) => {
        const text = JSON.stringify({ right, calendar: flags.calendar, privateToo: flags.privateToo ?? false });
        const target = findTarget(terminal.environment, flags);
        await askHub(target, 'PUT', path(owner, person), { type: 'application/json', text });
        terminal.print(`${person} has ${right} on the calendar of ${owner}\n`);
      }),
    );
  const revoke = withHubOptions(new Command('revoke'))
    .description('take a right back')
    .argument('<owner>', 'address of whose calendar it is')
    .argument('<person>', 'address of who may no longer')
    .option('--calendar <name>', 'which of her calendars', 'calendar')
    .action(
      reporting(terminal, async (owner: string, person: string, flags: ShareFlags) => {
        const query = new URLSearchParams({ calendar: flags.calendar ?? 'calendar' });
        await askHub(findTarget(terminal.environment, flags), 'DELETE', `${path(owner, person)}?${query}`);
        terminal.print(`${person} has no right any more on the calendar of ${owner}\n`);
      }),
    );
  const list = withHubOptions(new Command('list'))
    .description('whom a person lets at her calendars, and at whose she was let')
    .argument('<owner>', 'address of the person')
    .option('--json', 'print {"given": […], "received": […]}')
    .action(
      reporting(terminal, async (owner: string, flags: ShareFlags) => {
        const answer = answerBody.parse(await askHub(findTarget(terminal.environment, flags), 'GET', path(owner)));
        if (flags.json) {
          terminal.print(`${JSON.stringify(answer)}\n`);
          return;
        }
        for (const [word, shares] of [['to', answer.given] as const, ['from', answer.received] as const])
          for (const { address, calendar, right, privateToo } of shares)
            terminal.print(`${word.padEnd(5)}${address}  ${calendar}  ${right}${privateToo ? ', private too' : ''}\n`);
      }),
    );
  const command = new Command('share').description('rights to calendars');
  return command.addCommand(grant).addCommand(revoke).addCommand(list);
}
