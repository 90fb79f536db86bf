/**
 * Answers (rfc5546#3.2.3): what a REPLY does to the organizer's event, and to the
 * answering person's own copy when she gave her answer at home.
 */
import { addressOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, parameter, withParameters } from '../icalendar/jcal.ts';
import { wallOf, wallText } from '../icalendar/moment.ts';
import { parseStored } from '../icalendar/parse.ts';
import { instanceOf, keyOf, recurrenceIdOf } from '../recurrence/instance.ts';
import { componentsOf, partStatOf } from '../scheduling/read.ts';
import { statusCodesOf } from '../scheduling/requestStatus.ts';
import { dtstampOf, sequenceOf } from '../scheduling/version.ts';
import type { Merge, SchedulingMessage } from '../types.ts';
import { delegatesOf, withDelegates } from './admitted.ts';
import { withBusyStatus } from './busyStatus.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE } from './ownMarks.ts';
import { sharesHouse } from './sameHouse.ts';
import { assemble, attendeesOf, openSeries, partsOf, type Series, store } from './series.ts';
import { ownLine, replaceLine } from './voice.ts';

type Unchanged = Extract<Merge, { kind: 'unchanged' }>['what'];

/** A REPLY as it bears on one event of ours: whose line it changes, and what else changes with it. */
interface Answer {
  readonly reply: JComponent;
  readonly line: (event: JComponent) => JProperty | undefined;
  readonly after: (event: JComponent, line: JProperty) => JComponent;
}

/**
 * A REPLY at the organizer's event. It is matched by UID alone, because Exchange answers
 * without ORGANIZER; `from` is the sender of the mail, for clients that answer in another
 * address of the person than the invited one.
 */
export function receiveReply(received: {
  readonly stored: string;
  readonly message: SchedulingMessage;
  readonly from: string;
  readonly now: number;
}): Merge {
  const from = received.from.toLowerCase();
  return applyReplies(received, (reply) => ({
    reply,
    line: (event) => answeringLine(attendeesOf(event), attendeesOf(reply)[0], from),
    after: (event) => event,
  }));
}

/** The home's copy of a REPLY that its person sent: her own copy shows what she answered (law L4). */
export function receiveOwnAnswer(received: {
  readonly stored: string;
  readonly message: SchedulingMessage;
  readonly addresses: readonly string[];
  readonly now: number;
}): Merge {
  const addresses = received.addresses.map((address) => address.toLowerCase());
  return applyReplies(received, (reply) => {
    const answering = attendeesOf(reply).find((line) => addresses.includes(addressOf(line)));
    return {
      reply,
      line: (event) => answering && ownLine(event, { address: addressOf(answering), addresses }),
      after: (event, line) => withBusyStatus(event, partStatOf(line)),
    };
  });
}

function applyReplies(
  { stored, message }: { readonly stored: string; readonly message: SchedulingMessage },
  answerOf: (reply: JComponent) => Answer,
): Merge {
  const before = openSeries(parseStored(stored));
  const replies = openSeries(componentsOf(message));
  let series: Series = before;
  let refused: Unchanged = 'not-attendee';
  // Exceptions first: an instance made from the series would otherwise bear the answer to the series already.
  const each = [...replies.overrides, ...(replies.master ? [['', replies.master] as const] : [])];
  for (const [key, reply] of each) {
    const applied = applyOne(series, key, answerOf(reply));
    if (typeof applied === 'string') refused = applied;
    else series = applied;
  }
  if (series === before) return { kind: 'unchanged', what: refused };
  return { kind: 'put', what: 'answered', ...store(assemble(partsOf(series), [before.calendar])) };
}

function applyOne(series: Series, key: string, answer: Answer): Series | Unchanged {
  const at = recurrenceIdOf(answer.reply);
  if (!at) return series.master ? answerSeries(series, series.master, answer) : answerAll(series, answer);
  // The instance may be told in another zone than ours, so it is known by its instant, read in the reply's own zones.
  const known = series.overrides.get(key);
  if (known) return answerOverride(series, key, known, answer);
  const instance = series.master && instanceOf(series.master, at, series.zones);
  const own = instance && recurrenceIdOf(instance);
  if (!instance || !own) return 'unknown-event';
  return answerOverride(series, keyOf(own, series.zones), instance, answer);
}

function answerOverride(series: Series, key: string, override: JComponent, answer: Answer): Series | Unchanged {
  const changed = answered(override, answer);
  return typeof changed === 'string'
    ? changed
    : { ...series, overrides: new Map([...series.overrides, [key, changed]]) };
}

/** An answer to the series holds for its overrides too, unless the person answered those differently. */
function answerSeries(series: Series, master: JComponent, answer: Answer): Series | Unchanged {
  const line = answer.line(master);
  const changed = answered(master, answer);
  if (typeof changed === 'string') return changed;
  const overrides = new Map(series.overrides);
  for (const [key, override] of overrides) {
    const own = answer.line(override);
    if (!own || !line || partStatOf(own) !== partStatOf(line)) continue;
    const along = answered(override, answer);
    if (typeof along !== 'string') overrides.set(key, along);
  }
  return { ...series, master: changed, overrides };
}

function answerAll(series: Series, answer: Answer): Series | Unchanged {
  let result: Series | Unchanged = 'unknown-event';
  let at = series;
  for (const [key, override] of series.overrides) {
    const changed = answerOverride(at, key, override, answer);
    if (typeof changed === 'string') result = result === 'unknown-event' ? changed : result;
    else {
      at = changed;
      result = changed;
    }
  }
  return result;
}

/** The event with the answer in it; or why it stays as it is. Each attendee has a revision of her own (rfc5546#2.1.5). */
function answered(event: JComponent, { reply, line, after }: Answer): JComponent | Unchanged {
  const known = line(event);
  const given = attendeesOf(reply)[0];
  if (!known || !given) return 'not-attendee';
  const dtstamp = dtstampOf(reply);
  // An answer to a revision that has been superseded says nothing about this one.
  if (sequenceOf(reply) < sequenceOf(event)) return 'older';
  // Some clients raise SEQUENCE when they answer; it isn't theirs to raise, and counts for nothing.
  const sequence = sequenceOf(event);
  const before = lastReply(known);
  const order = sequence - before.sequence || dtstamp - before.dtstamp;
  if (before.dtstamp > 0 && order <= 0) return order === 0 ? 'duplicate' : 'older';
  const delegates = partStatOf(given) === 'DELEGATED' ? delegatesOf(given) : [];
  const replacement = withParameters(known, {
    partstat: partStatOf(given),
    rsvp: undefined,
    'delegated-to': delegates[0] && `mailto:${delegates[0]}`,
    // rfc6638#3.2.9: the attendee's own word takes the place of how our message was delivered; none is success.
    'schedule-status': statusCodesOf(reply).join(',') || '2.0',
    [REPLY_DTSTAMP]: wallText(dtstamp, 'utc'),
    [REPLY_SEQUENCE]: String(sequence),
  });
  return after(withDelegates(replaceLine(event, known, replacement), known, delegates, reply), replacement);
}

/** Revision of the answer that an ATTENDEE line shows; zero when it shows none. */
export function lastReply(line: JProperty): { readonly sequence: number; readonly dtstamp: number } {
  const sequence = Number(parameter(line, REPLY_SEQUENCE) ?? 0);
  return {
    sequence: Number.isSafeInteger(sequence) ? sequence : 0,
    dtstamp: wallOf(parameter(line, REPLY_DTSTAMP) ?? '') ?? 0,
  };
}

/**
 * Who answers: the invited address named in the reply; else the invited address that sent
 * the mail; else the one invitee, when the answer comes from her domain (an alias of hers).
 */
function answeringLine(
  invited: readonly JProperty[],
  given: JProperty | undefined,
  from: string,
): JProperty | undefined {
  const named = given && addressOf(given);
  const found =
    invited.find((line) => addressOf(line) === named) ??
    invited.find((line) => from !== '' && addressOf(line) === from);
  if (found) return found;
  const [only, ...others] = invited;
  return only && others.length === 0 && sharesHouse(addressOf(only), from) ? only : undefined;
}
