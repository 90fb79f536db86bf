import { unavailable } from '../../calendar/availability.ts';
import { type BusyPeriod, freeBusy, joinPeriods } from '../../calendar/freeBusy.ts';
import type { Person } from '../../directory/types.ts';
import type { Calendar, Store } from '../../store/contract.ts';
import { calendarsOf } from './calendars.ts';
import { keptWith } from './described.ts';
import type { TimeRange } from './reports/timeRange.ts';
import { c, keyOf } from './xml/names.ts';
import { child, readXml } from './xml/read.ts';

/** When a calendar takes time, read from what its index says touches the range. */
export async function busyOnCalendar(
  store: Store,
  { timeZone }: Person,
  { id }: Calendar,
  { from, to }: TimeRange,
): Promise<BusyPeriod[]> {
  const objects = await store.reads.objects(id, { from, to });
  return freeBusy(
    objects.map(({ ics }) => ics),
    from,
    to,
    { timeZone },
  );
}

/** When a person is busy: on each calendar that counts (rfc6638#9.1), and when she said that she can't be met (rfc7953). */
export async function busyTimes(store: Store, person: Person, range: TimeRange): Promise<BusyPeriod[]> {
  const properties = await store.reads.properties(person.id);
  const periods: BusyPeriod[] = [];
  for (const calendar of await calendarsOf(store, person)) {
    const transp = keptWith(properties, calendar.slug).get(keyOf(c('schedule-calendar-transp')));
    if (transp !== undefined && child(readXml(transp), c('transparent'))) continue;
    periods.push(...(await busyOnCalendar(store, person, calendar, range)));
  }
  const availability = keptWith(properties, 'inbox').get(keyOf(c('calendar-availability')));
  if (availability !== undefined) {
    periods.push(...unavailable(readXml(availability).text, range.from, range.to, { timeZone: person.timeZone }));
  }
  return joinPeriods(periods);
}
