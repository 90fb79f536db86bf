/**
 * The organizer's half of implicit scheduling (rfc6638#3.2.1): from her event before and
 * after to what is stored and who hears what. Every attendee is judged by what she sees
 * of it, so that only those are mailed whom the change concerns.
 */
import { addressOf } from '../icalendar/calAddress.ts';
import {
  type JComponent,
  type JProperty,
  parameter,
  properties,
  withParameters,
  withProperty,
  withText,
} from '../icalendar/jcal.ts';
import { wallText } from '../icalendar/moment.ts';
import { instanceOf, recurrenceIdOf } from '../recurrence/instance.ts';
import { dtstampOf, sequenceOf, versionOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { type Concern, concernOf, signature } from './concern.ts';
import { agentOf } from './implicitAttendee.ts';
import { cancelMessages, requestMessageOf } from './organizerMessages.ts';
import { REPLY_DTSTAMP, REPLY_SEQUENCE } from './ownMarks.ts';
import { assemble, attendeesOf, partsOf, type Series } from './series.ts';
import { timingOf } from './timing.ts';
import { replaceLine } from './voice.ts';

export interface OrganizersChange {
  /** As stored; absent when it is new. */
  readonly before?: Series | undefined;
  /** As the organizer has it now; absent when she removes it. */
  readonly after?: Series | undefined;
  /** Every address of hers, lower-cased. */
  readonly addresses: readonly string[];
  readonly now: number;
  /** Nobody is told. */
  readonly silent: boolean;
}

export function organizerChange(change: OrganizersChange): {
  /** What to store; undefined when it is removed. */
  readonly calendar: JComponent | undefined;
  readonly messages: readonly OutgoingScheduling[];
} {
  const { before, addresses, now, silent } = change;
  const stamp = nextStamp(before, change.after, now);
  const after = change.after && revised(before, change.after, addresses, stamp);
  const others = new Set(
    [before, after].flatMap((series) => (series ? partsOf(series).flatMap(attendeesOf).map(addressOf) : [])),
  );
  for (const own of addresses) others.delete(own);
  const concerns: (readonly [address: string, concern: Concern])[] = [];
  if (!silent) {
    for (const address of others) {
      if (!isReachable(address) || agentFor(address, after, before) !== 'SERVER') continue;
      const concern = concernOf(address, before, after, stamp);
      const forced = after !== undefined && isForced(address, after);
      if (concern.gone || concern.told || forced)
        concerns.push([address, forced ? { ...concern, told: true } : concern]);
    }
  }
  const messages = messagesTo(concerns, before, after);
  if (!after) return { calendar: undefined, messages };
  const mailed = new Set(messages.flatMap(({ to }) => to));
  const parts = partsOf(after).map((part) => withStatuses(part, mailed, addresses));
  // What nothing had to be changed in stays what the client sent.
  const untouched = parts.every((part, index) => part === partsOf(change.after as Series)[index]);
  return { calendar: untouched ? change.after?.calendar : assemble(parts, calendarsOf(after, before)), messages };
}

/** One message for all who are told the same. */
function messagesTo(
  concerns: readonly (readonly [string, Concern])[],
  before: Series | undefined,
  after: Series | undefined,
): OutgoingScheduling[] {
  const groups = new Map<string, { concern: Concern; to: string[] }>();
  for (const [address, concern] of concerns) {
    const key = JSON.stringify([concern.farewell, concern.told && concern.view, concern.invitedBefore]);
    const group = groups.get(key);
    if (group) group.to.push(address);
    else groups.set(key, { concern, to: [address] });
  }
  const source = assemble(
    [...groups.values()].flatMap(({ concern }) => [...concern.farewell, ...concern.view]),
    [after, before].flatMap((series) => (series ? [series.calendar] : [])),
  );
  return [...groups.values()].flatMap(({ concern, to }) => [
    ...(concern.gone ? cancelMessages(concern.farewell, source, to) : []),
    ...(concern.told && concern.view.length > 0
      ? [{ ...requestMessageOf(concern.view, source, to), ...(concern.invitedBefore && { update: true as const }) }]
      : []),
  ]);
}

/**
 * Versions and answers as the server keeps them: SEQUENCE never falls and grows when the time
 * changes (rfc6638#3.2.5), everybody is then asked anew (rfc6638#3.2.8), and an answer that an
 * attendee gave is not overwritten by what the organizer's client still had.
 */
function revised(before: Series | undefined, after: Series, addresses: readonly string[], stamp: number): Series {
  const revise = (part: JComponent, key: string): JComponent => {
    const at = recurrenceIdOf(part);
    const own = key === '' ? before?.master : before?.overrides.get(key);
    const known = own ?? (before?.master && at && instanceOf(before.master, at, before.zones));
    if (!known || !before) return withoutForce(part);
    const moved = timingOf(part, after.zones) !== timingOf(known, before.zones);
    let next = withoutForce(part);
    for (const line of attendeesOf(next)) {
      const standing = attendeesOf(known).find((each) => addressOf(each) === addressOf(line));
      if (addresses.includes(addressOf(line)) || !standing) continue;
      next = replaceLine(next, line, moved ? askedAnew(line) : withAnswer(line, standing));
    }
    const off = versionOf(next).cancelled && !versionOf(known).cancelled;
    const floor = moved || off ? sequenceOf(known) + 1 : sequenceOf(known);
    if (sequenceOf(next) < floor) next = withProperty(next, ['sequence', {}, 'integer', floor]);
    const same = saying(next) === saying(known);
    // Newer than what was said before, also where the client left DTSTAMP alone.
    if (!same && dtstampOf(next) <= dtstampOf(known))
      next = withText(next, 'dtstamp', wallText(stamp, 'utc'), 'date-time');
    return next;
  };
  const overrides = new Map([...after.overrides].map(([key, part]) => [key, revise(part, key)]));
  return { ...after, ...(after.master && { master: revise(after.master, '') }), overrides };
}

/** All that some message may have to say of it. */
function saying(part: JComponent): string {
  const invited = attendeesOf(part).map(addressOf).sort();
  return JSON.stringify([signature(part), sequenceOf(part), invited, properties(part, 'exdate')]);
}

function withAnswer(line: JProperty, standing: JProperty): JProperty {
  const answer = parameter(standing, REPLY_DTSTAMP);
  if (answer === undefined) return line;
  const same =
    parameter(line, REPLY_DTSTAMP) === answer && parameter(line, 'partstat') === parameter(standing, 'partstat');
  if (same) return line;
  return withParameters(line, {
    partstat: parameter(standing, 'partstat'),
    [REPLY_DTSTAMP]: answer,
    [REPLY_SEQUENCE]: parameter(standing, REPLY_SEQUENCE),
  });
}

function askedAnew(line: JProperty): JProperty {
  return withParameters(line, {
    partstat: 'NEEDS-ACTION',
    rsvp: 'TRUE',
    [REPLY_DTSTAMP]: undefined,
    [REPLY_SEQUENCE]: undefined,
  });
}

/** It asks for one message and is not kept (rfc6638#7.2). */
function withoutForce(part: JComponent): JComponent {
  const forced = part[1].filter((line) => parameter(line, 'schedule-force-send') !== undefined);
  return forced.reduce<JComponent>(
    (each, line) => replaceLine(each, line, withParameters(line, { 'schedule-force-send': undefined })),
    part,
  );
}

function isForced(address: string, after: Series): boolean {
  // `revised` took the wish out; it is kept on the calendar that the client sent.
  return after.calendar[2].some((part) =>
    attendeesOf(part).some(
      (line) => addressOf(line) === address && parameter(line, 'schedule-force-send')?.toUpperCase() === 'REQUEST',
    ),
  );
}

function agentFor(address: string, after: Series | undefined, before: Series | undefined) {
  const lines = [after, before].flatMap((series) => (series ? partsOf(series).flatMap(attendeesOf) : []));
  return agentOf(lines.find((line) => addressOf(line) === address));
}

/** SCHEDULE-STATUS (rfc6638#7.3): 1.1 handed to the mail system, 3.7 no address that mail could reach. */
function withStatuses(part: JComponent, mailed: ReadonlySet<string>, addresses: readonly string[]): JComponent {
  return attendeesOf(part).reduce<JComponent>((each, line) => {
    const address = addressOf(line);
    if (addresses.includes(address)) return each;
    const status = agentOf(line) !== 'SERVER' ? undefined : isReachable(address) ? '1.1' : '3.7';
    const due = status === undefined || status === '3.7' || mailed.has(address);
    if (!due || parameter(line, 'schedule-status') === status) return each;
    return replaceLine(each, line, withParameters(line, { 'schedule-status': status }));
  }, part);
}

function isReachable(address: string): boolean {
  return address.includes('@') && !address.includes(':') && !address.startsWith('/');
}

/** Later than any DTSTAMP said before, though the clock may not have moved a second since. */
function nextStamp(before: Series | undefined, after: Series | undefined, now: number): number {
  const said = before ? partsOf(before).map(dtstampOf) : [];
  const sent = before && after ? partsOf(after).map(dtstampOf) : [];
  const latest = Math.max(0, ...said, ...sent.filter((at) => at < now));
  return Math.max(Math.floor(now / 1000) * 1000, latest + 1000);
}

function calendarsOf(after: Series, before: Series | undefined): JComponent[] {
  return before ? [after.calendar, before.calendar] : [after.calendar];
}
