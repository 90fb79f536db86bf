import { addressOf } from '../../../calendar/icalendar/calAddress.ts';
import { events, type JComponent, parameter, properties, text } from '../../../calendar/icalendar/jcal.ts';
import { parseStored } from '../../../calendar/icalendar/parse.ts';
import { type Occurrence, occurrences } from '../../../calendar/occurrences.ts';
import { addressesOf } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import type { CalendarObject } from '../../../store/contract.ts';
import { partStat, type WeekEvent } from '../contract.ts';
import type { Range } from './range.ts';

/** The instances of one object within the range, as this person's week shows them. Throws when the object can't be read. */
export function eventsOfObject(object: CalendarObject, person: Person, { from, to }: Range): WeekEvent[] {
  const calendar = parseStored(object.ics);
  const own = addressesOf(person);
  if (object.invitedAs !== undefined) own.unshift(object.invitedAs.toLowerCase());
  return occurrences(calendar, from, to, { timeZone: person.timeZone }).map((occurrence) => {
    const answer = answerOf(componentOf(calendar, occurrence), own);
    return {
      uid: occurrence.uid,
      ...(occurrence.recurrenceId === undefined ? {} : { recurrenceId: occurrence.recurrenceId }),
      title: occurrence.summary,
      location: occurrence.location,
      start: new Date(occurrence.start).toISOString(),
      end: new Date(occurrence.end).toISOString(),
      allDay: occurrence.allDay,
      role: object.role,
      ...(answer === undefined ? {} : { partStat: answer }),
      busy: occurrence.busy,
      ...(occurrence.organizer === undefined ? {} : { organizer: occurrence.organizer }),
      cancelled: occurrence.status === 'CANCELLED',
    };
  });
}

/** The exception of this instance, or the series. */
function componentOf(calendar: JComponent, { recurrenceId }: Occurrence): JComponent | undefined {
  const all = events(calendar);
  const exception = all.find((event) => recurrenceId !== undefined && text(event, 'recurrence-id') === recurrenceId);
  return exception ?? all.find((event) => text(event, 'recurrence-id') === '') ?? all[0];
}

/** rfc5545#3.2.12: without PARTSTAT it is NEEDS-ACTION; so is one we don't know. */
function answerOf(event: JComponent | undefined, own: readonly string[]): WeekEvent['partStat'] {
  const attendee = event && properties(event, 'attendee').find((line) => own.includes(addressOf(line)));
  if (attendee === undefined) return undefined;
  const written = partStat.safeParse(parameter(attendee, 'partstat')?.toUpperCase());
  return written.success ? written.data : 'NEEDS-ACTION';
}
