/** What is due to one person: reminders, read ahead so that most rounds read no calendar, and the agenda. */
import { type AgendaEntry, entriesOf, hourOf, inOrderOfDay, type LocalDay, localDay } from '../../calendar/agenda.ts';
import { earliestAlarm, type Reminder, remindersOf } from '../../calendar/alarms.ts';
import type { NoticeSettings } from '../../directory/notices.ts';
import { addressesOf } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { Log } from '../../platform/log.ts';
import type { Calendar, CalendarObject, Store } from '../../store/contract.ts';

export interface DueLimits {
  /** How far reminders are read ahead, ms. */
  readonly ahead: number;
  /** How late a reminder is still given, ms; of an event that is over none is. */
  readonly lateReminder: number;
  /** How late the agenda is still given, ms. */
  readonly lateAgenda: number;
}

const minute = 60_000;

export const defaultDueLimits: DueLimits = { ahead: 60 * minute, lateReminder: 60 * minute, lateAgenda: 180 * minute };

/** What was read ahead for a person, and what it was read from. */
export interface ReadAhead {
  readonly from: string;
  readonly upTo: number;
  readonly reminders: readonly Reminder[];
}

interface Reading {
  readonly store: Store;
  readonly log: Log;
  readonly person: Person;
  readonly settings: NoticeSettings;
  readonly now: number;
  readonly limits: DueLimits;
}

/** What was read ahead, if it still holds; else it is read anew. */
export async function readAhead(reading: Reading, before: ReadAhead | undefined): Promise<ReadAhead> {
  const { store, person, settings, now, limits } = reading;
  const calendars = await store.reads.calendars(person.id);
  const from = JSON.stringify([
    calendars.map(({ id, change }) => [id, change]),
    [settings.reminderMinutes, person.timeZone, addressesOf(person)],
  ]);
  if (before && before.from === from && now < before.upTo) return before;
  const window = { from: now - limits.lateReminder, to: now + limits.ahead };
  const usual = settings.reminderMinutes * minute;
  const objects = await objectsOf(reading, calendars, {
    from: window.from - 24 * 60 * minute,
    to: window.to + Math.max(earliestAlarm, usual),
  });
  const reminders = new Map<string, Reminder>();
  for (const object of objects) {
    const reader = { timeZone: person.timeZone, addresses: voices(person, object), usual };
    const found = readable(reading, object, () => remindersOf(object.ics, window, reader)) ?? [];
    // An event that is on two of her calendars is one event.
    for (const reminder of found) reminders.set(reminder.key, reminder);
  }
  return { from, upTo: window.to, reminders: [...reminders.values()] };
}

/** Those that are to be given now. */
export function dueNow({ reminders }: ReadAhead, now: number, { lateReminder }: DueLimits): Reminder[] {
  return reminders.filter(({ at, instance }) => {
    const over = instance.end <= now && at < instance.end;
    return at <= now && at > now - lateReminder && !over;
  });
}

/** The day whose agenda is to be given now; undefined before its hour, and too long after it. */
export function agendaDay({ timeZone }: Person, { agendaHour }: NoticeSettings, now: number, limits: DueLimits) {
  const day = localDay(now, timeZone);
  const due = hourOf(day, agendaHour, timeZone);
  return now >= due && now < due + limits.lateAgenda ? day : undefined;
}

export async function agendaEntries(reading: Reading, day: LocalDay): Promise<AgendaEntry[]> {
  const { store, person } = reading;
  const calendars = await store.reads.calendars(person.id);
  const entries = (await objectsOf(reading, calendars, day)).flatMap((object) => {
    const reader = { timeZone: person.timeZone, addresses: voices(person, object) };
    return readable(reading, object, () => entriesOf(object.ics, day, reader)) ?? [];
  });
  return inOrderOfDay(entries);
}

/** All of her addresses, and the one that was invited. */
function voices(person: Person, { invitedAs }: CalendarObject): string[] {
  const own = addressesOf(person);
  return invitedAs === undefined ? own : [...own, invitedAs.toLowerCase()];
}

async function objectsOf(
  { store }: Reading,
  calendars: readonly Calendar[],
  range: { readonly from: number; readonly to: number },
): Promise<CalendarObject[]> {
  const { from, to } = range;
  const all = await Promise.all(calendars.map(({ id }) => store.reads.objects(id, { from, to })));
  return all.flat();
}

function readable<Result>({ log }: Reading, object: CalendarObject, read: () => Result): Result | undefined {
  try {
    return read();
  } catch (fault) {
    log.warn(
      { calendar: object.calendarId, fault: String(fault) },
      'an event is left out of notices: it can not be read',
    );
    return undefined;
  }
}
