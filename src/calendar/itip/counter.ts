/**
 * COUNTER (rfc5546#3.2.7): an attendee proposes another time, and the organizer decides.
 * Until she does, nothing changes; the attendee who is told of the refusal keeps what she had.
 */
import { addressOf, organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, property, without } from '../icalendar/jcal.ts';
import { startOf, wallText } from '../icalendar/moment.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import { instanceOf, recurrenceIdOf } from '../recurrence/instance.ts';
import { componentsOf, partStatOf, readScheduling, recurrenceIdText } from '../scheduling/read.ts';
import { sequenceOf, versionOf } from '../scheduling/version.ts';
import type { Merge, OutgoingScheduling, SchedulingMessage } from '../types.ts';
import { organizerChange } from './implicitOrganizer.ts';
import { receiveReply } from './organizer.ts';
import { withoutOwnMarks } from './ownMarks.ts';
import { assemble, attendeesOf, calendarOf, openSeries, partsOf, type Series, type Stored, store } from './series.ts';

export interface Proposed {
  /** The organizer's event. */
  readonly stored: string;
  /** The COUNTER. */
  readonly message: SchedulingMessage;
  /** Every address of the organizer's. */
  readonly addresses: readonly string[];
  /** ms. */
  readonly now: number;
}

export interface CounterProblem {
  readonly kind: 'problem';
  readonly code: 'cancelled' | 'no-such-instance' | 'superseded' | 'not-organizer';
  readonly where: string;
}

export interface Accepted extends Stored {
  readonly kind: 'accepted';
  readonly messages: readonly OutgoingScheduling[];
}

const TIMES = ['dtstart', 'dtend', 'due', 'duration'];

/** The proposal taken up: the event at the proposed times, and a REQUEST that asks everybody anew. */
export function acceptCounter({ stored, message, addresses, now }: Proposed): Accepted | CounterProblem {
  const before = openSeries(parseStored(stored));
  const own = addresses.map((address) => address.toLowerCase());
  const refused = unusable(before, own);
  if (refused) return refused;
  const incoming = openSeries(componentsOf(message));
  const overrides = new Map(before.overrides);
  let { master } = before;
  for (const [key, proposal] of [['', incoming.master] as const, ...incoming.overrides]) {
    if (!proposal) continue;
    const at = recurrenceIdOf(proposal);
    const known = at ? (overrides.get(key) ?? (master && instanceOf(master, at, before.zones))) : master;
    if (!known || !startOf(proposal)) return problem('no-such-instance', 'RECURRENCE-ID');
    if (versionOf(known).cancelled) return problem('cancelled', 'it was cancelled');
    // The proposal is about a time that does not hold any more.
    if (sequenceOf(proposal) < sequenceOf(known)) return problem('superseded', 'SEQUENCE');
    const [name, lines, parts] = without(known, ...TIMES);
    const moved: JComponent = [name, [...lines, ...proposal[1].filter(([each]) => TIMES.includes(each))], parts];
    if (at) overrides.set(key, moved);
    else master = moved;
  }
  const after = openSeries(
    assemble(partsOf({ ...(master && { master }), overrides }), [before.calendar, incoming.calendar]),
  );
  const made = organizerChange({ before, after, addresses: own, now, silent: false });
  return { kind: 'accepted', ...store(made.calendar ?? after.calendar), messages: made.messages };
}

/**
 * What whoever proposes answers meanwhile: her PARTSTAT counts as in a REPLY. `from` is
 * authenticated by the caller; nobody answers so for anybody else.
 */
export function answerInCounter({
  stored,
  message,
  from,
  now,
}: {
  readonly stored: string;
  readonly message: SchedulingMessage;
  readonly from: string;
  readonly now: number;
}): Merge {
  const [name, lines, parts] = componentsOf(message);
  const hers = parts.map((part): JComponent => {
    const others = part[1].filter((line) => line[0] !== 'attendee' || addressOf(line) === from.toLowerCase());
    return part[0] === 'vtimezone' ? part : [part[0], others, part[2]];
  });
  const said = hers.flatMap(attendeesOf);
  if (said.length === 0 || said.some((line) => partStatOf(line) === 'NEEDS-ACTION'))
    return { kind: 'unchanged', what: 'not-attendee' };
  const reply = readScheduling(printCalendar([name, lines.filter(([each]) => each !== 'method'), hers]), 'REPLY');
  if (reply.kind === 'problem') return { kind: 'unchanged', what: 'unknown-event' };
  return receiveReply({ stored, message: reply, from, now });
}

/** The proposal turned down (rfc5546#3.2.8): told to whoever made it; the event stays as it is. */
export function declineCounter({
  stored,
  message,
  addresses,
  now,
  from,
}: Proposed & { readonly from: string }): OutgoingScheduling | CounterProblem {
  const before = openSeries(parseStored(stored));
  const refused = unusable(
    before,
    addresses.map((address) => address.toLowerCase()),
  );
  if (refused) return refused;
  const dtstamp = Math.floor(now / 1000) * 1000;
  const incoming = openSeries(componentsOf(message));
  const [source] = partsOf(before);
  const organizer = source && property(source, 'organizer');
  const parts = partsOf(incoming).map((proposal): JComponent => {
    const lines: (JProperty | undefined)[] = [
      ['uid', {}, 'text', message.uid],
      ['dtstamp', {}, 'date-time', wallText(dtstamp, 'utc')],
      ['sequence', {}, 'integer', sequenceOf(proposal)],
      property(proposal, 'recurrence-id'),
      property(proposal, 'dtstart'),
      property(source ?? proposal, 'summary'),
      organizer,
      ['attendee', {}, 'cal-address', `mailto:${from}`],
    ];
    return withoutOwnMarks([proposal[0], lines.filter((line) => line !== undefined), []]);
  });
  const [first] = parts;
  const recurrenceId = first && parts.length === 1 ? recurrenceIdText(first) : undefined;
  return {
    method: 'DECLINECOUNTER',
    uid: message.uid,
    ics: printCalendar(calendarOf(parts, incoming.calendar, 'DECLINECOUNTER')),
    from: (source && organizerOf(source)) ?? '',
    to: [from],
    sequence: Math.max(...parts.map(sequenceOf)),
    dtstamp,
    ...(recurrenceId !== undefined && { recurrenceId }),
  };
}

function unusable(series: Series, addresses: readonly string[]): CounterProblem | undefined {
  const [first] = partsOf(series);
  const organizer = first && organizerOf(first);
  if (organizer === undefined || !addresses.includes(organizer)) return problem('not-organizer', 'ORGANIZER');
  return versionOf(first as JComponent).cancelled ? problem('cancelled', 'it was cancelled') : undefined;
}

function problem(code: CounterProblem['code'], where: string): CounterProblem {
  return { kind: 'problem', code, where };
}
