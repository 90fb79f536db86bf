import { caldav, isName } from '../../xml/names.ts';
import type { XmlElement } from '../../xml/read.ts';

/** UTC ms, [from, to). */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Which objects a calendar-query picks (rfc4791#9.7), as far as it is offered: events, by time and by text of their properties. */
export interface CalendarFilter {
  /** False: components that are never here (VTODO, VJOURNAL); nothing matches. */
  readonly events: boolean;
  readonly range?: TimeRange;
  readonly properties: readonly PropertyFilter[];
}

export type PropertyFilter =
  | { readonly kind: 'defined' | 'undefined'; readonly property: string }
  | {
      readonly kind: 'text';
      readonly property: string;
      readonly text: string;
      readonly negated: boolean;
      readonly exact: boolean;
    };

export type ReadFilter =
  | { readonly kind: 'filter'; readonly filter: CalendarFilter }
  | { readonly kind: 'unsupported'; readonly why: string };

/** The end of time for a range that is open. */
const farthest = 8.64e15;
const everything: CalendarFilter = { events: true, properties: [] };
const unsupported = (why: string): ReadFilter => ({ kind: 'unsupported', why });

/** Reads a `filter` element; without one every object is picked. */
export function readFilter(filter: XmlElement | undefined): ReadFilter {
  const calendar = filter?.children.find((inner) => isName(inner, caldav, 'comp-filter'));
  if (calendar === undefined) return { kind: 'filter', filter: everything };
  if (nameOf(calendar) !== 'VCALENDAR') return unsupported('the outermost comp-filter must name VCALENDAR');
  const inner = calendar.children;
  if (inner.length === 0) return { kind: 'filter', filter: everything };
  const [component, another] = inner;
  if (component === undefined || another !== undefined || !isName(component, caldav, 'comp-filter')) {
    return unsupported('inside VCALENDAR one comp-filter is offered');
  }
  if (component.children.some((test) => isName(test, caldav, 'is-not-defined'))) {
    // Every object here is an event and nothing else.
    return { kind: 'filter', filter: { events: nameOf(component) !== 'VEVENT', properties: [] } };
  }
  if (nameOf(component) !== 'VEVENT') return { kind: 'filter', filter: { events: false, properties: [] } };
  return readEventTests(component.children);
}

function readEventTests(tests: readonly XmlElement[]): ReadFilter {
  let range: TimeRange | undefined;
  const properties: PropertyFilter[] = [];
  for (const test of tests) {
    if (isName(test, caldav, 'time-range')) {
      range = readRange(test);
      if (range === undefined) return unsupported('a time-range needs start or end, as UTC such as 20261123T000000Z');
    } else if (isName(test, caldav, 'prop-filter')) {
      const read = readPropertyFilter(test);
      if (typeof read === 'string') return unsupported(read);
      properties.push(read);
    } else return unsupported(`${test.local} is not offered inside VEVENT`);
  }
  return { kind: 'filter', filter: { events: true, properties, ...(range && { range }) } };
}

function readPropertyFilter(element: XmlElement): PropertyFilter | string {
  const property = nameOf(element).toLowerCase();
  const [test, another] = element.children;
  if (test === undefined) return { kind: 'defined', property };
  if (another !== undefined) return `one test in the prop-filter of ${property} is offered`;
  if (isName(test, caldav, 'is-not-defined')) return { kind: 'undefined', property };
  if (!isName(test, caldav, 'text-match')) return `${test.local} is not offered in a prop-filter`;
  // rfc4791#7.5.1: both collations must be offered.
  const collation = test.attributes.get('collation') ?? 'i;ascii-casemap';
  if (collation !== 'i;ascii-casemap' && collation !== 'i;octet') return `the collation ${collation} is not offered`;
  const negated = test.attributes.get('negate-condition') === 'yes';
  return { kind: 'text', property, text: test.text, negated, exact: collation === 'i;octet' };
}

/** rfc4791#9.9: either end may be open. */
function readRange(element: XmlElement): TimeRange | undefined {
  const start = element.attributes.get('start');
  const end = element.attributes.get('end');
  const from = start === undefined ? -farthest : utc(start);
  const to = end === undefined ? farthest : utc(end);
  if (from === undefined || to === undefined || (start === undefined && end === undefined) || from >= to)
    return undefined;
  return { from, to };
}

function utc(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function nameOf(element: XmlElement): string {
  return (element.attributes.get('name') ?? '').toUpperCase();
}
