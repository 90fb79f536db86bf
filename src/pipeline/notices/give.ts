/** Where a notice goes, as writes for the unit that causes it. */
import type { Letter } from '../../calendar/imip/letter.ts';
import { decideForwarding } from '../../directory/forwarding.ts';
import { type NoticeKind, type NoticeSettings, noticeSettings } from '../../directory/notices.ts';
import type { Directory, Person } from '../../directory/types.ts';
import { originHeaderName, signOrigin } from '../../mail/origin.ts';
import type { TraceRecord, Write } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import { canonicalAddress, routeHubMail } from '../submission/route.ts';
import { composeNotice, type NoticeMail } from './compose.ts';

export interface Notice extends Pick<NoticeMail, 'form' | 'replyTo'> {
  readonly kind: NoticeKind;
  readonly person: Person;
  /** The same for the same thing: it is told once. */
  readonly key: string;
  readonly letter: Letter;
  /** Who it is about, where that is somebody else. */
  readonly fromName?: string | undefined;
  readonly at: number;
  readonly uid?: string | undefined;
  /** When it is worth nothing any more, ms. */
  readonly usefulUntil?: number;
  /** Keys under which the ledger of origin is to know it (law L3). */
  readonly originKeys?: readonly string[];
}

export interface Given {
  readonly writes: readonly Write[];
  readonly records: readonly TraceRecord[];
}

const nothing: Given = { writes: [], records: [] };

/** How long a job is tried (rfc5321#4.5.4.1: at least 4–5 days), unless it is worth nothing earlier. */
const jobLifetime = 5 * 24 * 3600 * 1000;

/** Whether her hub mailbox is the one she reads. */
export function readsHubMailbox(directory: Directory, person: Person): boolean {
  return decideForwarding(directory, person).kind !== 'forward';
}

/** What holds for a person now. */
export async function settingsOf(context: HubContext, directory: Directory, person: Person): Promise<NoticeSettings> {
  const chosen = (await context.store.reads.noticeChoices(person.id)).get(person.id);
  return noticeSettings(person, chosen, readsHubMailbox(directory, person));
}

/**
 * The writes that bring a notice to its reader, and that claim its key. Nothing when it was told
 * before. A full hub mailbox takes nothing more, and the trace says so: the calendar has it.
 */
export async function giveNotice(context: HubContext, directory: Directory, notice: Notice): Promise<Given> {
  const { person, kind, at } = notice;
  const key = `notice:${notice.key}`;
  if ((await context.store.reads.ledger([key])).size > 0) return nothing;
  const claim: Write = { type: 'claim', key, at };
  const messageId = `<${context.random.uuid()}@${directory.domain}>`;
  const record = recorder(context, notice, messageId);
  const route = routeHubMail(directory, person.address);
  if (route.kind === 'person' && route.home) {
    const { address, connector } = route.home;
    const octets = compose(context, directory, notice, messageId, [
      [originHeaderName, originOf(context, directory, notice, messageId)],
    ]);
    const job = {
      ...{ id: context.random.uuid(), idempotencyKey: `${key}>${address}`, connector: connector.name },
      // The null sender: no report comes back for what a program wrote (rfc3834#3.3).
      ...{ sender: '', recipient: address, messageId, message: { type: 'whole' as const, octets }, notify: [] },
      ...{ smtpUtf8: !isAscii(address), origin: 'hub' as const, createdAt: at, dueAt: at },
      expiresAt: notice.usefulUntil ?? at + jobLifetime,
      ...{ attempts: 0, lastError: '', delayNotified: false },
    };
    const entries = (notice.originKeys ?? []).map((each) => ({ key: each, at }));
    return {
      writes: [claim, { type: 'addLedger', entries }, { type: 'enqueue', job }],
      records: [record('keep', `notice: ${kind} to home`, octets.length, connector.name)],
    };
  }
  const octets = compose(context, directory, notice, messageId, []);
  if (!(await hasRoom(context, person, octets.length))) {
    return { writes: [claim], records: [record('drop', `notice: ${kind}, hub mailbox full`, octets.length)] };
  }
  return {
    writes: [
      claim,
      { type: 'putMailboxMessage', message: { id: context.random.uuid(), personId: person.id, at, octets } },
    ],
    records: [record('keep', `notice: ${kind}`, octets.length)],
  };
}

/** Whether a hub mailbox takes so many octets more. */
export async function hasRoom(context: HubContext, person: Person, more: number): Promise<boolean> {
  const { mailboxMessages, mailboxOctets } = context.limits;
  const { messages, octets } = await context.store.reads.mailboxSize(person.id);
  return messages < mailboxMessages && octets + more <= mailboxOctets;
}

function compose(
  context: HubContext,
  directory: Directory,
  notice: Notice,
  messageId: string,
  extraHeaders: NoticeMail['extraHeaders'] & object,
): Buffer {
  return composeNotice({
    ...notice,
    fromName: notice.fromName ?? directory.organisation,
    // rfc5321#4.5.1: the one address that every domain has.
    from: `postmaster@${directory.domain}`,
    ...{ messageId, random: context.random, extraHeaders },
  });
}

function originOf(context: HubContext, directory: Directory, { person, at }: Notice, messageId: string): string {
  const { id, key } = context.originKeys.current;
  const recipient = canonicalAddress(directory, person.address);
  return signOrigin({ keyId: id, key, messageId, recipient, at, hops: 0 });
}

function recorder(context: HubContext, { person, at, uid }: Notice, messageId: string) {
  return (decision: string, effect: string, size: number, connector?: string): TraceRecord => ({
    ...{ id: context.trace.nextId(at), at, direction: 'hub', messageId, sender: '', recipient: person.address },
    ...{ size, peer: '', rules: [], decision, effect, milliseconds: 0 },
    ...(connector === undefined ? {} : { connector }),
    ...(uid === undefined ? {} : { uid }),
  });
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') === text.length;
}
