/**
 * Calendaring that arrived, booked for each of its recipients as one unit of work.
 * Order of judgement: read it, is it our own, how far is its sender trusted, what
 * does policy say of that, what does iTIP make of it.
 */
import { ledgerKeysOf } from '../../calendar/imip.ts';
import { readScheduling } from '../../calendar/scheduling/read.ts';
import type { SchedulingMessage } from '../../calendar/types.ts';
import { isOwnDomain } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import { addressDomain } from '../../mail/address.ts';
import type { KeptMessage, Tier } from '../../mail/message.ts';
import type { RuleOutcome } from '../../rules/types.ts';
import type { TraceRecord, Write } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { Opened, Recipient } from '../inbound/opened.ts';
import type { Effect } from '../inbound/records.ts';
import { noticeOfArrival } from '../notices/arrival.ts';
import { originate } from '../submission/originate.ts';
import { answerFreeBusy, freeBusyIn } from './answerFreeBusy.ts';
import { bookAnswer } from './bookAnswer.ts';
import { type BookingResult, bookForPerson } from './bookForPerson.ts';
import { bookPublished, publishedIn } from './bookPublished.ts';
import { calendarForm } from './calendarForm.ts';
import { CalendarView } from './calendarView.ts';
import { hold } from './hold.ts';
import { inboxCopy } from './inboxCopy.ts';
import { tierOf, verdictOf } from './trust.ts';
import { withWinmailRead } from './winmail.ts';

export interface Booked {
  readonly writes: readonly Write[];
  /** Records beyond the one for each recipient: what was sent because of it. */
  readonly records: readonly TraceRecord[];
  effect(recipient: Recipient): Effect;
}

export async function bookMessage(
  context: HubContext,
  opened: Opened,
  received: KeptMessage,
  outcome: RuleOutcome,
  raw: Buffer | undefined,
  /** No notices: it is old, and she knows of it. */
  quietly = false,
): Promise<Booked> {
  const view = new CalendarView(context.store);
  const kept = withWinmailRead(context.log, received, opened);
  const form = calendarForm(kept.forms);
  const message = form?.text === undefined ? undefined : readScheduling(form.text, kept.calendaring);
  const readable = message !== undefined && message.kind !== 'problem' && !form?.truncated ? message : undefined;
  const busyAsked = readable ? undefined : freeBusyIn(kept.forms);
  const published = readable ? undefined : publishedIn(opened.directory, kept.forms);
  const verdict = await verdictOf(context, opened, raw);

  const writes: Write[] = [];
  const records: TraceRecord[] = [];
  const effects = new Map<Recipient, Effect>();
  const booked = new Map<string, Effect>();
  const cause = { at: opened.at, cause: context.trace.nextId(opened.at) };

  for (const recipient of opened.recipients) {
    const { resolved } = recipient;
    if (resolved.kind === 'unknown' || resolved.kind === 'foreign') {
      effects.set(recipient, { decision: 'drop', effect: 'no such person' });
      continue;
    }
    const who = resolved.kind === 'person' ? resolved.person.id : 'answers';
    // Two addresses of one person are one voice (law L4).
    const already = booked.get(who);
    const effect = already ? { ...already, effect: 'same person' } : await book(recipient);
    booked.set(who, effect);
    effects.set(recipient, effect);
  }
  return {
    writes: [...view.writes(), ...writes],
    records,
    effect: (recipient) => effects.get(recipient) ?? { decision: 'drop', effect: 'no such person' },
  };

  async function book(recipient: Recipient): Promise<Effect> {
    const { resolved } = recipient;
    if (resolved.kind === 'answers') {
      if (!readable) return { decision: 'drop', effect: 'unreadable' };
      if (await isEcho(context, readable, opened, recipient)) return { decision: 'drop', effect: 'echo' };
      const tier = await tierOf(context, opened, verdict, undefined);
      const answer = await bookAnswer({ view, opened, message: readable, tier, cause, copy: true });
      await tell(answer.organizers ?? [], answer.effect);
      return answer.effect;
    }
    if (resolved.kind !== 'person') return { decision: 'drop', effect: 'no such person' };
    const { person } = resolved;
    const tier = await tierOf(context, opened, verdict, person);
    if (busyAsked) {
      const { directory, headerFrom: from, at } = opened;
      const told = { context, policy: directory.booking, mail: busyAsked, person, from, tier, at };
      return settle(await answerFreeBusy(told), person, tier);
    }
    if (published) {
      const { directory, headerFrom: from } = opened;
      const result = await bookPublished({ view, directory, published, person, from, tier, cause });
      if (result.hold) return held(person, recipient, tier, result.hold, published.summary);
      return { ...result.effect, tier, uid: published.uid };
    }
    if (!readable) return held(person, recipient, tier, 'unreadable', '');
    if (await isEcho(context, readable, opened, recipient)) return { decision: 'drop', effect: 'echo', tier };
    const result = await bookForPerson({
      view,
      opened,
      message: readable,
      person,
      invitedAs: resolved.invitedAs,
      tier,
      policy: opened.directory.booking,
      response: responseHeader(outcome),
      cause,
    });
    const effect = await settle(result, person, tier);
    if (result.copied) writes.push(...inboxCopy(context, person, readable, opened.at));
    if (result.hold) return held(person, recipient, tier, result.hold, readable.summary);
    await tell(result.organizers ?? [person], result.effect);
    return { ...effect, uid: readable.uid };
  }

  async function settle(result: BookingResult, person: Person, tier: Tier): Promise<Effect> {
    writes.push(...(result.writes ?? []));
    if (result.messages && result.messages.length > 0) {
      const sent = await originate(context, view, result.messages, person, cause);
      writes.push(...sent.writes);
      records.push(...sent.records);
    }
    return { ...result.effect, tier };
  }

  async function tell(people: readonly Person[], effect: Effect): Promise<void> {
    if (quietly) return;
    for (const person of people) {
      const ruleHeaders = outcome.headers;
      const given = await noticeOfArrival(context, { opened, person, message: readable, effect, ruleHeaders });
      writes.push(...given.writes);
      records.push(...given.records);
    }
  }

  async function held(person: Person, recipient: Recipient, tier: Tier, why: string, summary: string): Promise<Effect> {
    const invitedAs = recipient.resolved.kind === 'person' ? recipient.resolved.invitedAs : recipient.address;
    writes.push(hold({ opened, kept, person, recipient: invitedAs, tier, why, summary }));
    const effect = { decision: 'hold', effect: `held: ${why}`, tier };
    await tell([person], effect);
    return effect;
  }
}

/** Whether the ledger has it among what the hub sent (law L3). */
async function isEcho(
  context: HubContext,
  message: SchedulingMessage,
  opened: Opened,
  recipient: Recipient,
): Promise<boolean> {
  const from = opened.headerFrom === '' ? opened.envelope.sender : opened.headerFrom;
  // The hub speaks for its own people only: what a stranger sends needs no question to the store.
  if (!isOwnDomain(opened.directory, addressDomain(from))) return false;
  const keys = sentTo(message, recipient).flatMap((to) => ledgerKeysOf(message, from, to));
  return (await context.store.reads.ledger(keys)).size > 0;
}

/** Whom the hub would have sent it to: at the answers address that is for the message itself to say. */
function sentTo(message: SchedulingMessage, { address, resolved }: Recipient): string[] {
  switch (resolved.kind) {
    case 'person':
      return [...new Set([resolved.person.address, resolved.invitedAs])];
    case 'answers':
      return message.method === 'REPLY'
        ? [message.organizer ?? '']
        : message.attendees.map((attendee) => attendee.address);
    case 'unknown':
    case 'foreign':
      return [address];
  }
}

function responseHeader(outcome: RuleOutcome): string | undefined {
  return outcome.headers.find(
    ({ name }) => name.toLowerCase() === 'x-ms-exchange-organization-calendarbooking-response',
  )?.value;
}
