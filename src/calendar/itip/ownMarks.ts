import { type JComponent, type JProperty, mapProperties } from '../icalendar/jcal.ts';

/** Parameters of ATTENDEE that this program keeps for itself. They never leave, and are believed from no message. */
export const ADDED = 'x-passerelle-added';
export const REPLY_DTSTAMP = 'x-passerelle-reply-dtstamp';
export const REPLY_SEQUENCE = 'x-passerelle-reply-sequence';

const PREFIX = 'x-passerelle-';

/** The event without any mark of ours: for what comes in and for what goes out. */
export function withoutOwnMarks(event: JComponent): JComponent {
  return mapProperties(event, (line) => (line[0].startsWith(PREFIX) ? undefined : unmarked(line)));
}

export function unmarked(line: JProperty): JProperty {
  const names = Object.keys(line[1]);
  if (!names.some((name) => name.startsWith(PREFIX))) return line;
  const [name, parameters, type, ...values] = line;
  const kept = Object.fromEntries(Object.entries(parameters).filter(([key]) => !key.startsWith(PREFIX)));
  return [name, kept, type, ...values];
}
