import type { Merge } from '../../calendar/types.ts';
import type { CalendarObject } from '../../store/contract.ts';
import type { CalendarView, Cause } from './calendarView.ts';

/** What an attendee answered along with something else, at the organizer's event. */
export function keepAnswer(view: CalendarView, before: CalendarObject, merge: Merge, cause: Cause): void {
  if (merge.kind !== 'put') return;
  const { calendarId, uid, role } = before;
  view.put({ calendarId, uid, role }, before, merge, cause);
}
