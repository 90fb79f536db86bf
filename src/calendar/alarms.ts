/** When the alarms of an event ring (rfc5545#3.6.6, rfc9074). */
import { addressOf } from './icalendar/calAddress.ts';
import { durationOf } from './icalendar/duration.ts';
import { type JComponent, parameter, properties, property, subcomponents, text } from './icalendar/jcal.ts';
import { type Moment, momentOf, wallOf } from './icalendar/moment.ts';
import { parseStored } from './icalendar/parse.ts';
import { type Instance, instances } from './occurrences.ts';
import { keyOf } from './recurrence/instance.ts';
import { type ZoneBook, zoneBook } from './zones/book.ts';

/** TRIGGER (rfc5545#3.8.6.3): so long after the start or the end (before it, when negative, ms), or a time of its own. */
export type Trigger =
  | { readonly kind: 'relative'; readonly after: number; readonly to: 'start' | 'end' }
  | { readonly kind: 'absolute'; readonly moment: Moment };

/** Undefined where there is none that can be read. */
export function triggerOf(alarm: JComponent): Trigger | undefined {
  const trigger = property(alarm, 'trigger');
  if (!trigger) return undefined;
  const moment = momentOf(trigger);
  if (moment) return { kind: 'absolute', moment };
  const after = durationOf(String(trigger[3]));
  if (after === undefined) return undefined;
  return { kind: 'relative', after, to: parameter(trigger, 'related')?.toUpperCase() === 'END' ? 'end' : 'start' };
}

/** One instance that somebody is to be reminded of, and when. */
export interface Reminder {
  readonly instance: Instance;
  /** The same for the same event, instance and time, whenever it is asked for. */
  readonly key: string;
  /** UTC ms. */
  readonly at: number;
}

/** An alarm that rings earlier than so many milliseconds before its event, or later after it, is not looked for. */
export const earliestAlarm = 28 * 86_400_000;
const latestAlarm = 86_400_000;
/** Reminders of one object in one window: an invitation of a stranger may be for every minute. */
const mostReminders = 10;

/** How alarms are read for one person. */
export interface AlarmReader {
  /** IANA zone of dates and floating times. */
  readonly timeZone: string;
  /** Hers, lower-cased: what she declined or was taken off reminds her of nothing. */
  readonly addresses: readonly string[];
  /** For timed events that have no alarm of their own, ms before the start. */
  readonly usual: number;
}

/**
 * Reminders of an object that are due in [from, to), in order. By its own alarms, each once,
 * repetitions left out; without any, the usual time before a timed event begins.
 */
export function remindersOf(
  ics: string | JComponent,
  { from, to }: { readonly from: number; readonly to: number },
  reader: AlarmReader,
): Reminder[] {
  const calendar = typeof ics === 'string' ? parseStored(ics) : ics;
  const { timeZone, addresses } = reader;
  const zones = zoneBook(calendar, timeZone);
  const reach = Math.max(earliestAlarm, reader.usual);
  // Two alarms for one moment are one reminder.
  const found = new Map<string, Reminder>();
  for (const instance of instances(calendar, from - latestAlarm, to + reach, { timeZone })) {
    if (!attends(instance.event, addresses)) continue;
    for (const { at, absolute } of ringsOf(instance, zones, reader.usual)) {
      if (at < from || at >= to) continue;
      // A time of its own rings once, however many instances the series has (rfc5545#3.8.6.3).
      const which = absolute || !instance.id ? '' : keyOf(instance.id, zones);
      const key = JSON.stringify([text(instance.event, 'uid'), which, at]);
      if (!found.has(key)) found.set(key, { instance, key, at });
    }
  }
  return [...found.values()].sort((one, other) => one.at - other.at).slice(0, mostReminders);
}

/** Not cancelled, and not declined by whoever has these addresses. */
export function attends(event: JComponent, addresses: readonly string[]): boolean {
  if (text(event, 'status').toUpperCase() === 'CANCELLED') return false;
  const own = properties(event, 'attendee').find((line) => addresses.includes(addressOf(line)));
  return !own || parameter(own, 'partstat')?.toUpperCase() !== 'DECLINED';
}

function ringsOf(
  { event, moment, start, end }: Instance,
  zones: ZoneBook,
  usual: number,
): { readonly at: number; readonly absolute: boolean }[] {
  const alarms = subcomponents(event, 'valarm');
  // Whole days ring only where somebody asked for it: the usual time would be in the night.
  if (alarms.length === 0) return moment.kind === 'date' ? [] : [{ at: start - usual, absolute: false }];
  return alarms.flatMap((alarm) => {
    const trigger = triggerOf(alarm);
    // ACTION:NONE is Apple's way to say that there is to be no alarm, the usual one neither.
    if (!trigger || text(alarm, 'action').toUpperCase() === 'NONE') return [];
    const absolute = trigger.kind === 'absolute';
    const at = absolute ? zones.instant(trigger.moment) : (trigger.to === 'end' ? end : start) + trigger.after;
    return isAcknowledged(alarm, at) ? [] : [{ at, absolute }];
  });
}

/** rfc9074#6.1: another program of hers has rung already, and she has seen it. */
function isAcknowledged(alarm: JComponent, at: number): boolean {
  const seen = momentOf(property(alarm, 'acknowledged'))?.wall ?? wallOf(dashed(text(alarm, 'acknowledged')));
  return seen !== undefined && seen >= at;
}

/** ical.js does not know the property, and leaves a value without VALUE as it is written: 20261124T080000Z. */
function dashed(value: string): string {
  const digits = value.replaceAll(/[^0-9]/g, '').slice(0, 14);
  const [date, time] = [digits.slice(0, 8), digits.slice(8)];
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
}
