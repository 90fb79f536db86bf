import { printFreeBusy } from '../../../calendar/freeBusyComponent.ts';
import { addressOf } from '../../../calendar/icalendar/calAddress.ts';
import { type JComponent, type JProperty, properties, property, text } from '../../../calendar/icalendar/jcal.ts';
import { momentOf } from '../../../calendar/icalendar/moment.ts';
import { zoneBook } from '../../../calendar/zones/book.ts';
import { resolveRecipient } from '../../../directory/recipients.ts';
import { ownerOf } from '../access.ts';
import { busyTimes } from '../busyTimes.ts';
import type { DavAnswer, DavRequest } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import type { TimeRange } from '../reports/timeRange.ts';
import { c, d } from '../xml/names.ts';
import { document, element, type Xml } from '../xml/write.ts';

/** People asked about at once. */
const mostAttendees = 200;

interface Question {
  readonly uid: string;
  readonly organizer: JProperty;
  readonly attendees: readonly JProperty[];
  readonly range: TimeRange;
}

/** A VFREEBUSY request (rfc6638#5.1): each attendee is answered for, those of the hub with their busy times. */
export async function askFreeBusy(request: DavRequest, calendar: JComponent): Promise<DavAnswer> {
  const question = questionIn(calendar);
  if (typeof question === 'string') return precondition(403, c('valid-scheduling-message'), question);
  if (ownerOf(request.owner, addressOf(question.organizer)) === undefined) {
    return precondition(403, c('organizer-allowed'), 'ORGANIZER: an address of the person who asks');
  }
  if (question.attendees.length > mostAttendees) {
    return precondition(403, c('max-attendees-per-instance'), `at most ${mostAttendees} at once`);
  }
  const responses: Xml[] = [];
  for (const attendee of question.attendees) responses.push(await responseFor(request, question, attendee));
  const body = document(c('schedule-response'), responses);
  return { status: 200, type: 'application/xml; charset=utf-8', body };
}

/** What is asked; or why nothing can be answered. */
function questionIn(calendar: JComponent): Question | string {
  const [component, another] = calendar[2].filter(([name]) => name !== 'vtimezone');
  if (text(calendar, 'method').toUpperCase() !== 'REQUEST') return 'METHOD: REQUEST';
  if (component?.[0] !== 'vfreebusy' || another) return 'one VFREEBUSY';
  const organizer = property(component, 'organizer');
  const attendees = properties(component, 'attendee');
  const zones = zoneBook(calendar);
  const start = momentOf(property(component, 'dtstart'));
  const end = momentOf(property(component, 'dtend'));
  if (!organizer || attendees.length === 0) return 'ORGANIZER and ATTENDEE';
  if (!start || !end || zones.instant(start) >= zones.instant(end)) return 'DTSTART and a later DTEND';
  const range = { from: zones.instant(start), to: zones.instant(end) };
  return { uid: text(component, 'uid'), organizer, attendees, range };
}

async function responseFor(
  { store, directory, now }: DavRequest,
  { uid, organizer, range }: Question,
  attendee: JProperty,
): Promise<Xml> {
  const recipient = element(c('recipient'), element(d('href'), String(attendee[3])));
  const resolved = resolveRecipient(directory, addressOf(attendee));
  // rfc5546#3.6: nobody we could ask.
  if (resolved.kind !== 'person' || !resolved.person.enabled) {
    return element(c('response'), recipient, element(c('request-status'), '3.7;Invalid Calendar User'));
  }
  const periods = await busyTimes(store, resolved.person, range);
  const ics = printFreeBusy({ periods, ...range, now, reply: { uid, organizer, attendee } });
  return element(
    c('response'),
    recipient,
    element(c('request-status'), '2.0;Success'),
    element(c('calendar-data'), ics),
  );
}
