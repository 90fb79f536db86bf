import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { type HomeMailbox, mailboxLimits, readInvitations } from '../homeMailbox.ts';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const answerBody = z.object({ decision: z.string(), effect: z.string() });

interface MailFlags extends TargetFlags {
  readonly imap: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly folder: string;
  readonly days: string;
  readonly json?: boolean;
}

/**
 * `passerelle import-mail ADDRESS --imap HOST[:PORT]`: invitations that lie in her home mailbox
 * already. The password stays here; the hub gets the messages.
 */
export function importMailCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('import-mail'))
    .description(
      'put invitations from a home mailbox on the calendar of a person; nothing there changes, nobody is told',
    )
    .argument('<address>', 'address of the person')
    .requiredOption('--imap <host:port>', 'IMAP server of the home; port 993 (TLS) unless said')
    .option('--user <name>', 'user there (the address)')
    .option('--password-file <file>', 'file that holds the password (PASSERELLE_IMAP_PASSWORD)')
    .option('--folder <name>', 'which folder', 'INBOX')
    .option('--days <number>', 'how far back', '90')
    .option('--json', 'print {"effects": {…}, "tooLarge": …}')
    .action(
      reporting(terminal, async (address: string, flags: MailFlags) => {
        const mailbox = mailboxOf(terminal.environment, address, flags);
        const target = findTarget(terminal.environment, flags);
        const effects: Record<string, number> = {};
        let tooLarge = 0;
        await readInvitations(mailbox, async ({ source }) => {
          if (!source) {
            tooLarge++;
            return;
          }
          const text = JSON.stringify({ message: source.toString('base64') });
          const path = `/api/v1/people/${encodeURIComponent(address)}/mail`;
          const { effect } = answerBody.parse(await askHub(target, 'POST', path, { type: 'application/json', text }));
          effects[effect] = (effects[effect] ?? 0) + 1;
        });
        if (flags.json) terminal.print(`${JSON.stringify({ effects, tooLarge })}\n`);
        else report(terminal, effects, tooLarge);
      }),
    );
}

function report(terminal: Terminal, effects: Readonly<Record<string, number>>, tooLarge: number): void {
  for (const [effect, count] of Object.entries(effects)) terminal.print(`${String(count).padStart(6)}  ${effect}\n`);
  if (tooLarge > 0)
    terminal.print(`${String(tooLarge).padStart(6)}  left out: larger than ${mailboxLimits.octets} octets\n`);
  if (Object.keys(effects).length === 0 && tooLarge === 0) terminal.print('no invitations there\n');
}

function mailboxOf(environment: Terminal['environment'], address: string, flags: MailFlags): HomeMailbox {
  const url = URL.canParse(`imap://${flags.imap}`) ? new URL(`imap://${flags.imap}`) : undefined;
  if (!url || url.hostname === '') throw new CommandFailure(`"${flags.imap}": expected HOST or HOST:PORT`, 2);
  const days = Number(flags.days);
  if (!(days >= 1 && days <= 3660)) throw new CommandFailure(`"${flags.days}": expected days, 1 to 3660`, 2);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 993 : Number(url.port),
    user: flags.user ?? address,
    password: passwordOf(environment, flags.passwordFile),
    folder: flags.folder,
    since: new Date(Date.now() - days * 86_400_000),
  };
}

function passwordOf(environment: Terminal['environment'], file: string | undefined): string {
  if (file !== undefined) {
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      throw new CommandFailure(error instanceof Error ? error.message : String(error), 2);
    }
  }
  const password = environment.PASSERELLE_IMAP_PASSWORD;
  if (password) return password;
  throw new CommandFailure('the password: name a file by --password-file, or set PASSERELLE_IMAP_PASSWORD', 2);
}
