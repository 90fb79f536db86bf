import { type BusyPeriod, freeBusy } from '../../calendar/freeBusy.ts';
import type { Person } from '../../directory/types.ts';
import type { CalendarWishes } from '../../pipeline/freeBusy/freeBusy.ts';
import type { Calendar, Store } from '../../store/contract.ts';
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

/** What clients keep with calendars, read from the elements that they sent. */
export const calendarWishes: CalendarWishes = {
  counts(kept, { slug }) {
    const transp = keptWith(kept, slug).get(keyOf(c('schedule-calendar-transp')));
    return transp === undefined || !child(readXml(transp), c('transparent'));
  },
  availability(kept) {
    const availability = keptWith(kept, 'inbox').get(keyOf(c('calendar-availability')));
    return availability === undefined ? undefined : readXml(availability).text;
  },
};
