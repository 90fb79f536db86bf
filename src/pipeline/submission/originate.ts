/**
 * Hub-originated scheduling mail (law L2): decided here, filed for people who live
 * here, written as jobs for those who live at home or outside, all in the one unit
 * with the calendar change that caused it.
 */
import { composeImip, ledgerKey } from '../../calendar/imip.ts';
import type { RequestStatus } from '../../calendar/scheduling/requestStatus.ts';
import { aSecondLater } from '../../calendar/scheduling/version.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import type { Directory, OutboundConnector, Person } from '../../directory/types.ts';
import { composeDsn } from '../../mail/dsn.ts';
import { stripForOutsiders } from '../../mail/headerFirewall.ts';
import type { Header } from '../../mail/message.ts';
import { originHeaderName, signOrigin } from '../../mail/origin.ts';
import type { Refusal } from '../../mail/refusal.ts';
import { compileRules } from '../../rules/evaluate.ts';
import type { RuleOutcome } from '../../rules/types.ts';
import type { Job, TraceRecord, Write } from '../../store/contract.ts';
import type { CalendarView, Cause } from '../booking/calendarView.ts';
import type { HubContext } from '../context.ts';
import { keepsOwnMail } from '../notices/ownMail.ts';
import { fileInternally } from './fileInternally.ts';
import { canonicalAddress, type Route, routeHubMail } from './route.ts';

export interface Origination {
  readonly writes: readonly Write[];
  readonly records: readonly TraceRecord[];
  /** Addresses that can't be reached, and why. Whoever asked decides whether that stops the change. */
  readonly unreachable: readonly Unreachable[];
}

export interface Unreachable {
  readonly address: string;
  readonly why: string;
  /** For the organizer's copy (rfc6638#3.2.9). */
  readonly status: RequestStatus;
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
  const unreachable: Unreachable[] = [];
  const said = new Set<string>();
  // What is filed here may cause an answer, which is sent like any other.
  const waiting = messages.map((message) => ({ message, sender }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const message = await toldApart(context, said, next.message);
    for (const to of message.to) {
      const outcome = applyRules(directory, message, to);
      const route = routeHubMail(directory, to, outcome.connector);
      const kept = await keptCopy(context, route, message, outcome);
      const posted = post(context, directory, { message, sender: next.sender, to, route, outcome, kept, at: cause.at });
      writes.push(...posted.writes);
      records.push(...posted.records);
      if (posted.unreachable) unreachable.push({ address: to, ...posted.unreachable });
      else if (route.kind === 'person' && !message.freeBusy) {
        const filed = await fileInternally({ context, view, person: route.person, invitedAs: to, message, cause });
        writes.push(...filed.writes);
        records.push(...filed.records);
        waiting.push(...filed.messages.map((each) => ({ message: each, sender: route.person })));
      }
    }
  }
  return { writes, records, unreachable };
}

/** Seconds by which a message may be moved on. */
const mostSeconds = 600;

/**
 * Two messages of one event within a second would be one to whoever orders them by DTSTAMP,
 * and to the ledger: the later one says that it is later (rfc5546#2.1.5).
 */
async function toldApart(
  context: HubContext,
  said: Set<string>,
  message: OutgoingScheduling,
): Promise<OutgoingScheduling> {
  let later = message;
  for (let seconds = 0; seconds <= mostSeconds; seconds++, later = aSecondLater(later)) {
    const keys = later.to.map((to) => ledgerKey(later, later.from, to));
    if (keys.some((key) => said.has(key)) || (await context.store.reads.ledger(keys)).size > 0) continue;
    for (const key of keys) said.add(key);
    return later;
  }
  throw new Error(`${message.method} of ${message.uid} was said too often`);
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
  readonly unreachable?: Omit<Unreachable, 'address'>;
}

function post(context: HubContext, directory: Directory, posting: Posting): Posted {
  const { message, to, route, outcome, kept, at } = posting;
  const record = recorder(context, posting);
  if (outcome.rejected)
    return { writes: [], records: [], unreachable: { why: outcome.rejected.reasonText, status: '3.8' } };
  if (outcome.deleted) return { writes: [], records: [record('drop', 'deleted by rule')] };
  if (route.kind === 'nowhere')
    return { writes: [], records: [], unreachable: { why: route.why, status: route.status } };

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

function isAscii(text: string): boolean {
  return Buffer.byteLength(text, 'utf8') === text.length;
}
