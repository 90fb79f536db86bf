import { addressOf } from '../icalendar/calAddress.ts';
import { mapProperties, withParameters } from '../icalendar/jcal.ts';
import { parseStored, printCalendar } from '../icalendar/parse.ts';

/** The object with SCHEDULE-STATUS (rfc6638#7.3) on the ORGANIZER and ATTENDEE lines of these addresses, lower-cased. */
export function withScheduleStatus(ics: string, status: ReadonlyMap<string, string>): string {
  const [name, lines, components] = parseStored(ics);
  const marked = components.map((component) =>
    mapProperties(component, (line) => {
      const code = line[0] === 'attendee' || line[0] === 'organizer' ? status.get(addressOf(line)) : undefined;
      return code === undefined ? line : withParameters(line, { 'schedule-status': code });
    }),
  );
  return printCalendar([name, lines, marked]);
}
