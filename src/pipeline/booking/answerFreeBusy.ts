import { printFreeBusy } from '../../calendar/freeBusyComponent.ts';
import { askedLine, type FreeBusyQuestion, freeBusyQuestion, isFreeBusy } from '../../calendar/freeBusyQuestion.ts';
import { addressOf } from '../../calendar/icalendar/calAddress.ts';
import { DAY } from '../../calendar/icalendar/moment.ts';
import { isProblem, parseCalendar } from '../../calendar/icalendar/parse.ts';
import { sharesHouse } from '../../calendar/itip/sameHouse.ts';
import type { OutgoingScheduling } from '../../calendar/types.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { BookingPolicy, Person } from '../../directory/types.ts';
import type { CalendarForm, Tier } from '../../mail/message.ts';
import type { Write } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { BookingResult } from './bookForPerson.ts';
import { calendarForm } from './calendarForm.ts';

/** The longest time that is told of by mail. */
const longest = 62 * DAY;

/** A message about busy times: a question, or what is none (an answer, or what somebody publishes). */
export type FreeBusyMail =
  | { readonly kind: 'question'; readonly question: FreeBusyQuestion }
  | { readonly kind: 'other' };

export function freeBusyIn(forms: readonly CalendarForm[]): FreeBusyMail | undefined {
  const form = calendarForm(forms);
  if (form?.text === undefined || form.truncated || !form.text.includes('VFREEBUSY')) return undefined;
  const calendar = parseCalendar(form.text);
  if (isProblem(calendar) || !isFreeBusy(calendar)) return undefined;
  const question = freeBusyQuestion(calendar);
  return typeof question === 'string' ? { kind: 'other' } : { kind: 'question', question };
}

export interface FreeBusyAsked {
  readonly context: HubContext;
  readonly policy: BookingPolicy;
  readonly mail: FreeBusyMail;
  readonly person: Person;
  /** Who sent it; authenticated as far as `tier` says. */
  readonly from: string;
  readonly tier: Tier;
  readonly at: number;
}

/**
 * A question for busy times that came by mail (rfc5546#3.3.2): answered once, to whom the policy
 * lets know, and only to an organizer who sent it. Nobody else is told anything, not even that.
 */
export async function answerFreeBusy(asked: FreeBusyAsked): Promise<BookingResult> {
  const { context, policy, mail, person, from, tier, at } = asked;
  if (mail.kind === 'other') return dropped('busy times that nobody asked for');
  const { question } = mail;
  const { uid, dtstamp, organizer, range } = question;
  const attendee = askedLine(question, addressesOf(person));
  const to = addressOf(organizer);
  if (!isAllowed(policy.freeBusy, tier) || (to !== from && !sharesHouse(to, from)) || !attendee) {
    return dropped('busy times not told');
  }
  if (range.to - range.from > longest) return dropped('busy times not told: range too long');
  const key = `freebusy:${[uid, dtstamp, to, person.id].map((part) => encodeURIComponent(String(part).toWellFormed())).join(':')}`;
  if ((await context.store.reads.ledger([key])).size > 0) return dropped('busy times told before');
  const { periods } = await context.freeBusy.ofPerson(person, range);
  const reply: OutgoingScheduling = {
    ...{ method: 'REPLY', uid, from: addressOf(attendee), to: [to], sequence: 0, dtstamp: at },
    ics: printFreeBusy({ periods, ...range, now: at, reply: { uid, organizer, attendee, status: '2.0' } }),
    ...{ freeBusy: true, automatic: true },
  };
  const once: Write = { type: 'addLedger', entries: [{ key, at }] };
  return { effect: { decision: 'file', effect: 'busy times told', tier, uid }, messages: [reply], writes: [once] };
}

/** From the most trusted to the least. */
const tiers: readonly Tier[] = ['ownOrganisation', 'knownCorrespondent', 'authenticatedStranger'];

function isAllowed(least: BookingPolicy['freeBusy'], tier: Tier): boolean {
  if (least === 'nobody') return false;
  const place = tiers.indexOf(tier);
  return place >= 0 && place <= tiers.indexOf(least);
}

function dropped(effect: string): BookingResult {
  return { effect: { decision: 'drop', effect } };
}
