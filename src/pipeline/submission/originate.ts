/**
 * Hub-originated scheduling mail (law L2): decided here, filed for people who live
 * here, written as jobs for those who live at home or outside, all in the one unit
 * with the calendar change that caused it.
 */
import { composeImip, ledgerKey } from '../../calendar/imip.ts';
import { receiveCancel, receiveRequest } from '../../calendar/itip/attendee.ts';
import { receiveReply } from '../../calendar/itip/organizer.ts';
import { readScheduling } from '../../calendar/scheduling/read.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Directory, OutboundConnector, Person } from '../../directory/types.ts';
import { composeDsn } from '../../mail/dsn.ts';
import { stripForOutsiders } from '../../mail/headerFirewall.ts';
import type { Header } from '../../mail/message.ts';
import { originHeaderName, signOrigin } from '../../mail/origin.ts';
import type { Refusal } from '../../mail/refusal.ts';
import { compileRules } from '../../rules/evaluate.ts';
import type { RuleOutcome } from '../../rules/types.ts';
import type { Job, TraceRecord, Write } from '../../store/contract.ts';
import { type CalendarView, type Cause, calendarIdOf } from '../booking/calendarView.ts';
import type { HubContext } from '../context.ts';
import { keepsOwnMail } from '../notices/ownMail.ts';
import { canonicalAddress, type Route, routeHubMail } from './route.ts';

export interface Origination {
  readonly writes: readonly Write[];
  readonly records: readonly TraceRecord[];
  /** Addresses that can't be reached, and why. Whoever asked decides whether that stops the change. */
  readonly unreachable: readonly { readonly address: string; readonly why: string }[];
}

/** Headers that rules are shown of what the hub is about to send; what they set comes after. */
const ruleHeaders = 2;
/** How long a job is tried (rfc5321#4.5.4.1: at least 4–5 days). */
const jobLifetime = 5 * 24 * 3600 * 1000;

export async function originate(
  context: HubContext,
  view: CalendarView,
  messages: readonly OutgoingScheduling[],
  sender: Person,
  cause: Cause,
): Promise<Origination> {
  const directory = context.directory();
  const writes: Write[] = [];
  const records: TraceRecord[] = [];
  const unreachable: { address: string; why: string }[] = [];
  for (const message of messages) {
    for (const to of message.to) {
      const outcome = applyRules(directory, message, to);
      const route = routeHubMail(directory, to, outcome.connector);
      const kept = await keptCopy(context, route, message, outcome);
      const posted = post(context, directory, { message, sender, to, route, outcome, kept, at: cause.at });
      writes.push(...posted.writes);
      records.push(...posted.records);
      if (posted.unreachable) unreachable.push({ address: to, why: posted.unreachable });
      else if (route.kind === 'person') await fileInternally(view, route.person, to, message, cause);
    }
  }
  return { writes, records, unreachable };
}

/** Whether the hub mailbox of whoever it is for keeps it; undefined where it has none to keep it in. */
async function keptCopy(context: HubContext, route: Route, message: OutgoingScheduling, outcome: RuleOutcome) {
  if (route.kind !== 'person' || !route.keep || outcome.rejected || outcome.deleted) return undefined;
  return keepsOwnMail(context, { person: route.person, message, ruleHeaders: outcome.headers.slice(ruleHeaders) });
}

/** Transport rules see what the hub sends as they see what arrives; its origin is the organisation. */
function applyRules(directory: Directory, message: OutgoingScheduling, to: string): RuleOutcome {
  const headers: Header[] = [
    { name: 'From', value: message.from },
    { name: 'To', value: to },
  ];
  return compileRules(directory.transportRules)({
    headers,
    envelopeSender: message.from,
    headerFrom: message.from,
    recipients: [to],
    subject: '',
    senderIp: '127.0.0.1',
    fromScope: 'InOrganization',
    sentToScopes: [routeHubMail(directory, to).kind === 'outside' ? 'NotInOrganization' : 'InOrganization'],
    calendaring: true,
  });
}

interface Posting {
  readonly message: OutgoingScheduling;
  readonly sender: Person;
  readonly to: string;
  readonly route: Route;
  readonly outcome: RuleOutcome;
  readonly kept: Awaited<ReturnType<typeof keptCopy>>;
  readonly at: number;
}

interface Posted {
  readonly writes: readonly Write[];
  readonly records: readonly TraceRecord[];
  readonly unreachable?: string;
}

function post(context: HubContext, directory: Directory, posting: Posting): Posted {
  const { message, to, route, outcome, kept, at } = posting;
  const record = recorder(context, posting);
  if (outcome.rejected) return { writes: [], records: [], unreachable: outcome.rejected.reasonText };
  if (outcome.deleted) return { writes: [], records: [record('drop', 'deleted by rule')] };
  if (route.kind === 'nowhere') return { writes: [], records: [], unreachable: route.why };

  const key = ledgerKey(message, message.from, to);
  const writes: Write[] = [{ type: 'addLedger', entries: [{ key, at }] }];
  const records: TraceRecord[] = [];
  if (route.kind === 'person') {
    if (kept === 'keep') {
      const octets = compose(context, directory, posting, true);
      writes.push({
        type: 'putMailboxMessage',
        message: { id: context.random.uuid(), personId: route.person.id, at, octets: octets.octets },
      });
      records.push(record('keep', 'hub mailbox', octets.messageId, octets.octets.length));
    } else if (kept !== undefined) records.push(record('drop', `notice: ${kept}`));
    if (route.refused) {
      writes.push(tellForwardingRefused(context, posting, route.refused));
      records.push(record('reject', `${route.refused.reply} ${route.refused.status}`));
    }
    if (route.home) return homeJob(route.home, writes, records);
    return { writes, records };
  }
  if (route.kind === 'home') return homeJob(route, writes, records);
  return job(route.address, route.connector, false, writes, records);

  function homeJob(home: { address: string; connector: OutboundConnector }, w: Write[], r: TraceRecord[]): Posted {
    return job(home.address, home.connector, true, w, r);
  }

  function job(address: string, connector: OutboundConnector, home: boolean, w: Write[], r: TraceRecord[]): Posted {
    const { octets, messageId } = compose(context, directory, posting, home);
    const outgoing: Job = {
      id: context.random.uuid(),
      idempotencyKey: `${key}>${address}`,
      connector: connector.name,
      sender: message.from,
      recipient: address,
      messageId,
      message: { type: 'whole', octets },
      notify: [],
      smtpUtf8: !isAscii(address) || !isAscii(message.from),
      origin: 'hub',
      createdAt: at,
      dueAt: at,
      expiresAt: at + jobLifetime,
      attempts: 0,
      lastError: '',
      delayNotified: false,
    };
    return {
      writes: [...w, { type: 'enqueue', job: outgoing }],
      records: [...r, record('keep', home ? 'to home' : 'to outside', messageId, octets.length, connector.name)],
    };
  }
}

function compose(context: HubContext, directory: Directory, posting: Posting, home: boolean) {
  const { message, sender, to, at, route } = posting;
  const messageId = `<${context.random.uuid()}@${directory.domain}>`;
  const origin = signOrigin({
    keyId: context.originKeys.current.id,
    key: context.originKeys.current.key,
    messageId,
    recipient: canonicalAddress(directory, to),
    at,
    hops: 0,
  });
  const set = posting.outcome.headers.slice(ruleHeaders);
  const added = (home ? set : stripForOutsiders(set)).map(({ name, value }) => [name, value] as const);
  const octets = composeImip(message, {
    language: route.kind === 'person' ? route.person.language : sender.language,
    fromName: sender.name,
    messageId,
    date: at,
    random: context.random,
    recipient: to,
    timeZone: route.kind === 'person' ? route.person.timeZone : sender.timeZone,
    // The origin header goes home only: outsiders have no use for it (law L3).
    extraHeaders: home ? [...added, [originHeaderName, origin] as const] : added,
  });
  return { octets, messageId };
}

function recorder(context: HubContext, { message, to, at }: Posting) {
  return (decision: string, effect: string, messageId = '', size = 0, connector?: string): TraceRecord => ({
    id: context.trace.nextId(at),
    at,
    direction: 'hub',
    messageId,
    sender: message.from,
    recipient: to,
    size,
    peer: '',
    ...(connector === undefined ? {} : { connector }),
    rules: [],
    decision,
    effect: `${message.method} ${effect}`,
    uid: message.uid,
    milliseconds: 0,
  });
}

/** 5.7.520: the sender, a person here, is told in her hub mailbox, which needs no forwarding. */
function tellForwardingRefused(context: HubContext, { message, sender, to, at }: Posting, refusal: Refusal): Write {
  const octets = composeDsn({
    kind: 'failed',
    language: sender.language,
    reportingMta: context.hostname,
    recipient: to,
    originator: sender.address,
    status: refusal.status,
    diagnostic: `${refusal.reply} ${refusal.status} ${refusal.text}`,
    messageId: `<${context.random.uuid()}@${context.hostname}>`,
    at,
    random: context.random,
    originalHeaders: [
      { name: 'From', value: message.from },
      { name: 'To', value: to },
    ],
  });
  return { type: 'putMailboxMessage', message: { id: context.random.uuid(), personId: sender.id, at, octets } };
}

/** Scheduling between people of the hub needs no mail to take effect (rfc6638#3.2). */
async function fileInternally(
  view: CalendarView,
  person: Person,
  invitedAs: string,
  outgoing: OutgoingScheduling,
  cause: Cause,
): Promise<void> {
  const message = readScheduling(outgoing.ics, outgoing.method);
  if (message.kind === 'problem') throw new Error(`own scheduling message can't be read: ${message.code}`);
  const before = await view.ownObject(person, outgoing.uid);
  const calendarId = before?.calendarId ?? calendarIdOf(person);
  if (!before && (await view.wasRemoved(calendarId, outgoing.uid))) return;
  const merge = mergeInternally(before?.ics, person, invitedAs, outgoing, message, cause.at);
  if (merge.kind !== 'put') return;
  const role = before?.role ?? 'attendee';
  view.put({ calendarId, uid: outgoing.uid, role, invitedAs: before?.invitedAs ?? invitedAs }, before, merge, cause);
}

function mergeInternally(
  stored: string | undefined,
  person: Person,
  invitedAs: string,
  outgoing: OutgoingScheduling,
  message: SchedulingMessage,
  now: number,
): Merge {
  const attendee = { address: invitedAs, addresses: addressesOf(person) };
  switch (outgoing.method) {
    case 'REQUEST':
      return receiveRequest({ ...(stored === undefined ? {} : { stored }), message, attendee, now, reply: 'none' });
    case 'CANCEL':
      return receiveCancel({ ...(stored === undefined ? {} : { stored }), message, attendee, now });
    case 'REPLY':
      return stored === undefined
        ? { kind: 'unchanged', what: 'unknown-event' }
        : receiveReply({ stored, message, from: outgoing.from, now });
    case 'DECLINECOUNTER':
      // Her event stays as it is; the mail tells her.
      return { kind: 'unchanged', what: 'duplicate' };
  }
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') === text.length;
}
