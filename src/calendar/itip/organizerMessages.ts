import { addressOf, organizerOf } from '../icalendar/calAddress.ts';
import { type JComponent, type JProperty, text, without, withText } from '../icalendar/jcal.ts';
import { printCalendar } from '../icalendar/parse.ts';
import { recurrenceIdText } from '../scheduling/read.ts';
import { dtstampOf, sequenceOf } from '../scheduling/version.ts';
import type { OutgoingScheduling } from '../types.ts';
import { withoutOwnMarks } from './ownMarks.ts';
import { calendarOf } from './series.ts';

/** The organizer's own, which attendees have no use for. */
const PRIVATE = ['x-microsoft-cdo-busystatus', 'color', 'categories'];

/** REQUEST (rfc5546#3.2.2) of these components: what its readers are invited to. Zones are found in `calendar`. */
export function requestMessageOf(
  parts: readonly JComponent[],
  calendar: JComponent,
  to: readonly string[],
): OutgoingScheduling {
  return outgoing('REQUEST', parts.map(forAttendees), calendar, to);
}

/** CANCEL, one for each component: clients know a cancellation of several instances by several messages only. */
export function cancelMessages(
  parts: readonly JComponent[],
  calendar: JComponent,
  to: readonly string[],
): OutgoingScheduling[] {
  return parts.map((part) => cancelMessage(part, calendar, to));
}

/** CANCEL of the event (rfc5546#3.2.5) to these addresses: all of its attendees, or those taken off. */
function cancelMessage(event: JComponent, calendar: JComponent, to: readonly string[]): OutgoingScheduling {
  const lines = event[1].filter((line) => line[0] !== 'attendee' || to.includes(addressOf(line)));
  const named: JComponent = [event[0], lines, event[2]];
  return outgoing('CANCEL', [withText(forAttendees(named), 'status', 'CANCELLED')], calendar, to);
}

function outgoing(
  method: 'REQUEST' | 'CANCEL',
  parts: readonly JComponent[],
  calendar: JComponent,
  to: readonly string[],
): OutgoingScheduling {
  const [first] = parts;
  const recurrenceId = first && parts.length === 1 ? recurrenceIdText(first) : undefined;
  return {
    method,
    uid: first ? text(first, 'uid') : '',
    ics: printCalendar(calendarOf(parts, calendar, method)),
    from: (first && organizerOf(first)) ?? '',
    to,
    sequence: Math.max(...parts.map(sequenceOf)),
    dtstamp: Math.max(...parts.map(dtstampOf)),
    ...(recurrenceId !== undefined && { recurrenceId }),
  };
}

function forAttendees(event: JComponent): JComponent {
  const [name, lines, parts] = without(withoutOwnMarks(event), ...PRIVATE);
  return [name, lines as readonly JProperty[], parts.filter(([kind]) => kind !== 'valarm')];
}
