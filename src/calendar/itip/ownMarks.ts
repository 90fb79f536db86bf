import { type JComponent, type JProperty, mapProperties } from '../icalendar/jcal.ts';

/** Parameters of ATTENDEE that this program keeps for itself. They never leave, and are believed from no message. */
export const ADDED = 'x-passerelle-added';
export const REPLY_DTSTAMP = 'x-passerelle-reply-dtstamp';
export const REPLY_SEQUENCE = 'x-passerelle-reply-sequence';

/** EXDATE of an instance that the person took off her calendar herself: no update brings it back. */
export const OWN_EXDATE = 'x-passerelle-own';

const PREFIX = 'x-passerelle-';
/** Between a client and its server, in no message (rfc6638#7). */
const SERVER_ONLY = ['schedule-agent', 'schedule-status', 'schedule-force-send'];

const isMark = (name: string): boolean => name.startsWith(PREFIX) || SERVER_ONLY.includes(name);

/** The event without any mark of ours: for what comes in and for what goes out. */
export function withoutOwnMarks(event: JComponent): JComponent {
  return mapProperties(event, (line) => (line[0].startsWith(PREFIX) ? undefined : unmarked(line)));
}

export function unmarked(line: JProperty): JProperty {
  const names = Object.keys(line[1]);
  if (!names.some(isMark)) return line;
  const [name, parameters, type, ...values] = line;
  const kept = Object.fromEntries(Object.entries(parameters).filter(([key]) => !isMark(key)));
  return [name, kept, type, ...values];
}
