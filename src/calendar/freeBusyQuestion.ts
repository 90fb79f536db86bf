import { addressOf } from './icalendar/calAddress.ts';
import { type JComponent, type JProperty, properties, property, text } from './icalendar/jcal.ts';
import { momentOf } from './icalendar/moment.ts';
import { dtstampOf } from './scheduling/version.ts';
import { zoneBook } from './zones/book.ts';

/** When are these people busy? A VFREEBUSY with METHOD:REQUEST (rfc5546#3.3.2). */
export interface FreeBusyQuestion {
  readonly uid: string;
  /** ms. */
  readonly dtstamp: number;
  readonly organizer: JProperty;
  readonly attendees: readonly JProperty[];
  /** UTC ms. */
  readonly range: { readonly from: number; readonly to: number };
}

/** Whether a calendar is about busy times and nothing else: a question, an answer, or what somebody publishes. */
export function isFreeBusy(calendar: JComponent): boolean {
  const [component, another] = calendar[2].filter(([name]) => name !== 'vtimezone');
  return component?.[0] === 'vfreebusy' && another === undefined;
}

/** What is asked; or what is missing, for whoever asks. */
export function freeBusyQuestion(calendar: JComponent): FreeBusyQuestion | string {
  const component = calendar[2].find(([name]) => name === 'vfreebusy');
  if (text(calendar, 'method').toUpperCase() !== 'REQUEST') return 'METHOD: REQUEST';
  if (!component || !isFreeBusy(calendar)) return 'one VFREEBUSY';
  const organizer = property(component, 'organizer');
  const attendees = properties(component, 'attendee');
  const zones = zoneBook(calendar);
  const start = momentOf(property(component, 'dtstart'));
  const end = momentOf(property(component, 'dtend'));
  if (!organizer || attendees.length === 0) return 'ORGANIZER and ATTENDEE';
  if (!start || !end || zones.instant(start) >= zones.instant(end)) return 'DTSTART and a later DTEND';
  const range = { from: zones.instant(start), to: zones.instant(end) };
  return { uid: text(component, 'uid'), dtstamp: dtstampOf(component), organizer, attendees, range };
}

/** The ATTENDEE line of whoever of these addresses is asked. */
export function askedLine({ attendees }: FreeBusyQuestion, addresses: readonly string[]): JProperty | undefined {
  return attendees.find((line) => addresses.includes(addressOf(line)));
}
