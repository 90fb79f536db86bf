/**
 * REQUEST-STATUS (rfc5545#3.8.8.3): how a calendar user's system fared with a request, as a
 * code and words of the standard. An attendee's reply carries it to the organizer, whose copy
 * keeps the codes as SCHEDULE-STATUS (rfc6638#3.2.9).
 */
import { type JComponent, type JProperty, properties } from '../icalendar/jcal.ts';

/** The codes this program says (rfc5546#3.6), with the standard's words. */
export const requestStatuses = {
  '2.0': 'Success',
  '2.1': 'Success but fallback taken on one or more property values',
  '3.7': 'Invalid Calendar User',
  '3.8': 'No authority',
  '3.14': 'Unsupported capability',
  '4.0': 'Event conflict.  Date-time is busy',
  '5.1': 'Service unavailable',
  '5.3': 'No scheduling support for user',
} as const;

export type RequestStatus = keyof typeof requestStatuses;

/** `2.0;Success`, as an XML answer of CalDAV writes it. */
export function requestStatusText(code: RequestStatus): string {
  return `${code};${requestStatuses[code]}`;
}

export function requestStatusLine(code: RequestStatus): JProperty {
  return ['request-status', {}, 'text', [code, requestStatuses[code]]];
}

/** Most codes of one reply that are kept. */
const KEPT = 5;

/** The codes a component tells, in its order; what is no code is left out. */
export function statusCodesOf(component: JComponent): string[] {
  return properties(component, 'request-status')
    .map(([, , , value]) => String(Array.isArray(value) ? value[0] : value).split(';', 1)[0] ?? '')
    .filter((code) => /^\d{1,2}(?:\.\d{1,3}){1,2}$/.test(code))
    .slice(0, KEPT);
}
