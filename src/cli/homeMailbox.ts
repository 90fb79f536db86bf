/**
 * Invitations that lie in a home mailbox, read over IMAP. Nothing there changes: the folder
 * is opened by EXAMINE and messages are read by BODY.PEEK (rfc9051#6.3.3, #6.4.5).
 */
import { ImapFlow, type MessageStructureObject } from 'imapflow';
import { CommandFailure } from './failure.ts';

export interface HomeMailbox {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  /** Only messages that came since then. */
  readonly since: Date;
}

export interface MailboxLimits {
  /** Messages looked at, the newest of them. */
  readonly messages: number;
  /** Octets of one message; a larger one is left out. */
  readonly octets: number;
}

export const mailboxLimits: MailboxLimits = { messages: 20_000, octets: 4 * 1024 * 1024 };

export interface FoundMessage {
  readonly uid: number;
  /** Absent where the message is larger than the limit. */
  readonly source?: Buffer;
}

const calendarTypes = [
  'text/calendar',
  'application/ics',
  'application/ms-tnef',
  'application/vnd.ms-tnef',
  'text/x-vcalendar',
];

/** Calls back for each message with a calendar form, oldest first. @throws CommandFailure when the server says no. */
export async function readInvitations(
  mailbox: HomeMailbox,
  take: (message: FoundMessage) => Promise<void>,
  limits: MailboxLimits = mailboxLimits,
): Promise<void> {
  const client = new ImapFlow({
    host: mailbox.host,
    port: mailbox.port,
    secure: mailbox.port === 993,
    // A password crosses no network in the clear.
    ...(mailbox.port !== 993 && !isLoopback(mailbox.host) && { doSTARTTLS: true }),
    auth: { user: mailbox.user, pass: mailbox.password },
    logger: false,
  });
  // What goes wrong is told by the command that waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.mailboxOpen(mailbox.folder, { readOnly: true });
    for (const { uid, size } of await found(client, mailbox.since, limits)) {
      if (size > limits.octets) await take({ uid });
      else {
        const message = await client.fetchOne(String(uid), { source: { maxLength: limits.octets } }, { uid: true });
        const source = message ? message.source : undefined;
        if (source) await take({ uid, source });
      }
    }
  } catch (fault) {
    if (fault instanceof CommandFailure) throw fault;
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new CommandFailure(`${mailbox.host}:${mailbox.port}: ${reason}`);
  } finally {
    await client.logout().catch(() => client.close());
  }
}

async function found(client: ImapFlow, since: Date, limits: MailboxLimits): Promise<{ uid: number; size: number }[]> {
  const uids = (await client.search({ since }, { uid: true })) || [];
  const newest = uids.slice(-limits.messages);
  const messages: { uid: number; size: number }[] = [];
  if (newest.length === 0) return messages;
  for await (const { uid, size, bodyStructure } of client.fetch(
    newest,
    { bodyStructure: true, size: true },
    { uid: true },
  ))
    if (bodyStructure && holdsCalendar(bodyStructure, 0)) messages.push({ uid, size: size ?? 0 });
  return messages.sort((one, other) => one.uid - other.uid);
}

/** rfc9051#7.5.2 BODYSTRUCTURE; what a forwarded message holds was meant for somebody else. */
function holdsCalendar(
  { type, parameters, dispositionParameters, childNodes }: MessageStructureObject,
  depth: number,
): boolean {
  const kind = type.toLowerCase();
  if (calendarTypes.includes(kind)) return true;
  const name = String(dispositionParameters?.filename ?? parameters?.name ?? '').toLowerCase();
  if (kind === 'application/octet-stream' && (name.endsWith('.ics') || name === 'winmail.dat')) return true;
  if (kind === 'message/rfc822' || depth > 20) return false;
  return (childNodes ?? []).some((child) => holdsCalendar(child, depth + 1));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
