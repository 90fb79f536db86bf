import { unavailable } from '../../calendar/availability.ts';
import { type BusyPeriod, freeBusy, joinPeriods } from '../../calendar/freeBusy.ts';
import type { Person } from '../../directory/types.ts';
import type { Calendar, CollectionProperty, Store } from '../../store/contract.ts';
import { calendarIdOf } from '../booking/calendarView.ts';
import type { HomeBusy, HomeFreeBusy } from './homeFreeBusy.ts';

export interface TimeRange {
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
}

export interface BusyTimes {
  /** In order. */
  readonly periods: readonly BusyPeriod[];
  /** `silent`: the home was asked and did not answer, so that these are the hub's times alone. `none`: there is nothing to ask. */
  readonly home: 'none' | 'told' | 'silent';
}

/** What a person's calendar programs keep with her calendars, as far as busy times go. */
export interface CalendarWishes {
  /** False: what is on it takes no time (rfc6638#9.1). */
  counts(kept: readonly CollectionProperty[], calendar: Calendar): boolean;
  /** Text of a VAVAILABILITY (rfc7953#7.2.4). */
  availability(kept: readonly CollectionProperty[]): string | undefined;
}

export interface FreeBusy {
  /** Those of her calendars that count. */
  calendarsOf(person: Person): Promise<Calendar[]>;
  /** When she is busy: on each of them, by her availability, and at home. */
  ofPerson(person: Person, range: TimeRange): Promise<BusyTimes>;
  /** The same without her calendars here. */
  besideCalendars(person: Person, range: TimeRange): Promise<BusyTimes>;
  /** Somebody of the organisation who has no calendar here; undefined when there is nowhere to ask. */
  atHome(address: string, range: TimeRange): Promise<BusyTimes | undefined>;
}

export function createFreeBusy(parts: {
  readonly store: Store;
  readonly wishes: CalendarWishes;
  readonly home: HomeFreeBusy;
}): FreeBusy {
  const { store, wishes, home } = parts;

  async function calendarsOf(person: Person): Promise<Calendar[]> {
    const [kept, properties] = await Promise.all([store.reads.calendars(person.id), store.reads.properties(person.id)]);
    const id = calendarIdOf(person);
    const standard = { id, ownerId: person.id, slug: 'calendar', name: 'calendar', change: 0 };
    // The default calendar is there before its first event is.
    const all = kept.some((calendar) => calendar.id === id) ? kept : [standard, ...kept];
    return all.filter((calendar) => wishes.counts(properties, calendar));
  }

  async function onCalendars(person: Person, { from, to }: TimeRange): Promise<BusyPeriod[]> {
    const periods: BusyPeriod[] = [];
    for (const { id } of await calendarsOf(person)) {
      const objects = await store.reads.objects(id, { from, to });
      const texts = objects.map(({ ics }) => ics);
      periods.push(...freeBusy(texts, from, to, { timeZone: person.timeZone }));
    }
    return periods;
  }

  async function besideCalendars(person: Person, range: TimeRange): Promise<BusyTimes> {
    const { timeZone } = person;
    // A room is booked here, and has no calendar at home.
    const asked = person.resource ? undefined : home.ask(person.address, range, timeZone);
    const availability = wishes.availability(await store.reads.properties(person.id));
    const away = availability === undefined ? [] : unavailable(availability, range.from, range.to, { timeZone });
    const told = timesOf(await asked);
    return { periods: joinPeriods([...away, ...told.periods]), home: told.home };
  }

  return {
    calendarsOf,
    besideCalendars,
    async ofPerson(person, range) {
      const [here, beside] = await Promise.all([onCalendars(person, range), besideCalendars(person, range)]);
      return { periods: joinPeriods([...here, ...beside.periods]), home: beside.home };
    },
    async atHome(address, range) {
      const asked = await home.ask(address, range, 'UTC');
      return asked.kind === 'none' ? undefined : timesOf(asked);
    },
  };
}

function timesOf(asked: HomeBusy | undefined): BusyTimes {
  if (asked === undefined) return { periods: [], home: 'none' };
  return { periods: asked.kind === 'told' ? asked.periods : [], home: asked.kind };
}
