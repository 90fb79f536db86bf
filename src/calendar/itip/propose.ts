/**
 * COUNTER (rfc5546#3.2.7) as an attendee makes it: the event at another time, with the answer
 * that she gives meanwhile. Her own copy keeps the organizer's time; she decides.
 */
import { organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, property, without } from '../icalendar/jcal.ts';
import { DAY, type Moment, momentOf, momentProperty, startOf, wallOf, wallText } from '../icalendar/moment.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import { instanceOf, keyOf } from '../recurrence/instance.ts';
import { recurs } from '../recurrence/rule.ts';
import { recurrenceIdText } from '../scheduling/read.ts';
import { sequenceOf, versionOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { withBusyStatus } from './busyStatus.ts';
import { cleanText, type DraftProblem, draftProblem } from './draft.ts';
import { lastReply } from './organizer.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE, withoutOwnMarks } from './ownMarks.ts';
import { assemble, calendarOf, openSeries, partsOf, type Series, type Stored, store } from './series.ts';
import { type Timed, withTimes } from './times.ts';
import { ownLine, type Voice, withOwnPartStat } from './voice.ts';

/** Another time for the event: local times in `timeZone`, as a draft has them. */
export interface ProposedTime {
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
}

export interface Proposing {
  /** Her copy. */
  readonly stored: string;
  readonly voice: Voice;
  /** Which instance of a series, as `keyOf` names it or as its RECURRENCE-ID says in jCal; absent for a single event. */
  readonly instance?: string;
  readonly time: ProposedTime;
  /** What she answers meanwhile. */
  readonly partStat: 'TENTATIVE' | 'DECLINED' | 'ACCEPTED';
  readonly comment?: string;
  /** ms. */
  readonly now: number;
}

export interface Proposal extends Stored {
  readonly kind: 'proposed';
  readonly counter: OutgoingScheduling;
}

export interface ProposalProblem {
  readonly kind: 'problem';
  readonly code: 'no-organizer' | 'own-meeting' | 'cancelled' | 'no-such-instance';
  readonly where: string;
}

export function proposeTime(given: Proposing): Proposal | ProposalProblem | DraftProblem {
  const { voice } = given;
  const before = openSeries(parseStored(given.stored));
  const found = componentOf(before, given.instance);
  if (!found) return problem('no-such-instance', 'there is no such instance');
  const { known, key } = found;
  const organizer = organizerOf(known);
  if (!organizer) return problem('no-organizer', 'it has no ORGANIZER');
  if (voice.addresses.some((address) => address.toLowerCase() === organizer))
    return problem('own-meeting', 'the organizer moves the event herself');
  if (versionOf(known).cancelled) return problem('cancelled', 'it was cancelled');
  // A rule can't be told at another time of day by DTSTART alone: it may name days and hours.
  if (recurs(known)) return draftProblem('no-series', 'propose another time for one instance of a series');
  const timed = withTimes(known, before.calendar, given.time);
  if ('kind' in timed) return timed;
  const standing = ownLine(known, voice);
  const earlier = standing ? lastReply(standing).dtstamp + 1000 : 0;
  const dtstamp = Math.max(Math.floor(given.now / 1000) * 1000, earlier);
  const marks = {
    rsvp: undefined,
    [REPLY_DTSTAMP]: wallText(dtstamp, 'utc'),
    [REPLY_SEQUENCE]: String(sequenceOf(known)),
  };
  const answered = withBusyStatus(withOwnPartStat(known, voice, given.partStat, marks), given.partStat);
  const overrides = key === '' ? before.overrides : new Map([...before.overrides, [key, answered]]);
  const master = key === '' ? answered : before.master;
  const calendar = assemble(partsOf({ ...(master && { master }), overrides }), [before.calendar]);
  return { kind: 'proposed', ...store(calendar), counter: counterOf(given, known, timed, organizer, dtstamp) };
}

/** The event, or the instance that is meant, and its key: '' for the event itself. */
function componentOf(series: Series, instance: string | undefined): { known: JComponent; key: string } | undefined {
  const { master, overrides, zones } = series;
  if (instance === undefined && master) return { known: master, key: '' };
  const [only] = overrides.keys();
  const key = instance === undefined ? only : (keyFor(series, instance) ?? instance);
  if (key === undefined) return undefined;
  const at = momentFor(key);
  const known = overrides.get(key) ?? (master && at && instanceOf(master, at, zones));
  return known && { known, key };
}

/** The key of an instance that is named by its RECURRENCE-ID, a wall time in the zone of the series. */
function keyFor({ master, zones }: Series, recurrenceId: string): string | undefined {
  const start = master && startOf(master);
  const wall = wallOf(recurrenceId);
  return start && wall !== undefined ? keyOf({ ...start, wall }, zones) : undefined;
}

/** As `keyOf` wrote it: `day N`, or the UTC instant. */
function momentFor(key: string): Moment | undefined {
  const days = /^day (-?\d{1,7})$/.exec(key)?.[1];
  if (days !== undefined) return { kind: 'date', wall: Number(days) * DAY };
  return /^-?\d{1,15}$/.test(key) ? { kind: 'utc', wall: Number(key) } : undefined;
}

function counterOf(
  { voice, partStat, comment }: Proposing,
  known: JComponent,
  timed: Timed,
  organizer: string,
  dtstamp: number,
): OutgoingScheduling {
  const line = ownLine(known, voice);
  const address = voice.address;
  const cn = line?.[1].cn;
  const own: JProperty = [
    'attendee',
    { partstat: partStat, ...(typeof cn === 'string' && { cn }) },
    'cal-address',
    `mailto:${address}`,
  ];
  const bare = without(withoutOwnMarks(timed.event), 'attendee', 'dtstamp', 'comment', ...PRIVATE);
  const lines: (JProperty | undefined)[] = [
    ...bare[1],
    ['dtstamp', {}, 'date-time', wallText(dtstamp, 'utc')],
    own,
    ...originals(known),
    comment ? ['comment', {}, 'text', cleanText(comment)] : undefined,
  ];
  const part: JComponent = [bare[0], lines.filter((each) => each !== undefined), []];
  const recurrenceId = recurrenceIdText(part);
  return {
    method: 'COUNTER',
    uid: String(property(known, 'uid')?.[3] ?? ''),
    ics: printCalendar(calendarOf([part], ['vcalendar', [], timed.zones], 'COUNTER')),
    from: address,
    to: [organizer],
    sequence: sequenceOf(known),
    dtstamp,
    ...(recurrenceId !== undefined && { recurrenceId }),
    partStat,
  };
}

const PRIVATE = ['x-microsoft-cdo-busystatus', 'color', 'categories', 'transp'];

/** The time that the proposal is about, in the words by which Outlook shows both (MS-OXCICAL). */
function originals(known: JComponent): JProperty[] {
  const start = startOf(known);
  const end = momentOf(property(known, 'dtend'));
  return [
    ...(start ? [original('x-ms-olk-originalstart', start)] : []),
    ...(end ? [original('x-ms-olk-originalend', end)] : []),
  ];
}

/** Outlook's own properties have no type, so that none is written. */
function original(name: string, moment: Moment): JProperty {
  const [, parameters, , value] = momentProperty(name, moment);
  return [name, parameters, 'unknown', String(value).replaceAll('-', '').replaceAll(':', '')];
}

function problem(code: ProposalProblem['code'], where: string): ProposalProblem {
  return { kind: 'problem', code, where };
}
