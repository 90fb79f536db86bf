import { type JComponent, property, scheduled, text, withText } from '../icalendar/jcal.ts';
import { momentOf, wallText } from '../icalendar/moment.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';
import type { OutgoingScheduling } from '../types.ts';

/** Which revision of an event a component tells: rfc5546#2.1.5 orders by SEQUENCE, then DTSTAMP. */
export interface Version {
  readonly sequence: number;
  /** ms; 0 when absent. */
  readonly dtstamp: number;
  readonly cancelled: boolean;
}

export function versionOf(event: JComponent): Version {
  return {
    sequence: sequenceOf(event),
    dtstamp: dtstampOf(event),
    cancelled: text(event, 'status').toUpperCase() === 'CANCELLED',
  };
}

export function sequenceOf(event: JComponent): number {
  const value = property(event, 'sequence')?.[3];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

export function dtstampOf(event: JComponent): number {
  // A DTSTAMP must be UTC (rfc5545#3.8.7.2); one without Z is read as if it were.
  return momentOf(property(event, 'dtstamp'))?.wall ?? 0;
}

/**
 * Below zero: `one` is older. A cancellation that ties with a request is the newer of
 * the two, so that the order in which they arrive makes no difference.
 */
export function compareVersions(one: Version, other: Version): number {
  return (
    one.sequence - other.sequence || one.dtstamp - other.dtstamp || Number(one.cancelled) - Number(other.cancelled)
  );
}

/** The text that tells the later revision of one event; of two alike the first. */
export function laterText(one: string, other: string): string {
  return compareVersions(latestVersion(one), latestVersion(other)) < 0 ? other : one;
}

function latestVersion(ics: string): Version {
  const versions = scheduled(parseStored(ics)).map(versionOf);
  return versions.reduce((one, other) => (compareVersions(one, other) < 0 ? other : one), {
    ...{ sequence: -1, dtstamp: 0, cancelled: false },
  });
}

/** The same message under a DTSTAMP one second later. */
export function aSecondLater(message: OutgoingScheduling): OutgoingScheduling {
  const [name, lines, parts] = parseStored(message.ics);
  const moved = parts.map((part): JComponent => {
    if (!property(part, 'dtstamp')) return part;
    return withText(part, 'dtstamp', wallText(dtstampOf(part) + 1000, 'utc'), 'date-time');
  });
  return { ...message, ics: printCalendar([name, lines, moved]), dtstamp: message.dtstamp + 1000 };
}
