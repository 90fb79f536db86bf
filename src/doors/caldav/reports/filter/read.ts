import { caldav, isName } from '../../xml/names.ts';
import type { XmlElement } from '../../xml/read.ts';
import { readRange, type TimeRange } from '../timeRange.ts';

/** Which objects a calendar-query picks (rfc4791#9.7): tests of a component, and of what is in it. */
export interface ComponentFilter {
  /** Lower-cased, as jCal has it. */
  readonly name: string;
  /** True: it must not be there, and nothing else is tested. */
  readonly absent: boolean;
  readonly range?: TimeRange;
  readonly properties: readonly PropertyFilter[];
  readonly components: readonly ComponentFilter[];
}

export interface PropertyFilter {
  readonly name: string;
  readonly absent: boolean;
  readonly range?: TimeRange;
  readonly text?: TextMatch;
  readonly parameters: readonly ParameterFilter[];
}

export interface ParameterFilter {
  readonly name: string;
  readonly absent: boolean;
  readonly text?: TextMatch;
}

export interface TextMatch {
  readonly text: string;
  readonly negated: boolean;
  readonly collation: Collation;
}

export type Collation = 'i;ascii-casemap' | 'i;octet' | 'i;unicode-casemap';

export type ReadFilter =
  | { readonly kind: 'filter'; readonly filter: ComponentFilter }
  | { readonly kind: 'unsupported' | 'invalid' | 'collation'; readonly why: string };

const everything: ComponentFilter = { name: 'vcalendar', absent: false, properties: [], components: [] };

/** Tests in one filter: an object is held against each. */
const mostTests = 200;

/** Why a filter can't be used; caught in this file. */
class Refused {
  readonly kind: Exclude<ReadFilter['kind'], 'filter'>;
  readonly why: string;
  constructor(kind: Refused['kind'], why: string) {
    this.kind = kind;
    this.why = why;
  }
}

/** Reads a `filter` element; without one every object is picked. */
export function readFilter(filter: XmlElement | undefined): ReadFilter {
  const calendar = filter?.children.find((inner) => isName(inner, caldav, 'comp-filter'));
  if (calendar === undefined) return { kind: 'filter', filter: everything };
  const count = { left: mostTests };
  try {
    const read = component(calendar, count);
    if (read.name !== 'vcalendar') throw new Refused('invalid', 'the outermost comp-filter must name VCALENDAR');
    return { kind: 'filter', filter: read };
  } catch (refused) {
    if (refused instanceof Refused) return { kind: refused.kind, why: refused.why };
    throw refused;
  }
}

type Count = { left: number };

function component(element: XmlElement, count: Count): ComponentFilter {
  const name = nameOf(element, count);
  const absent = isAbsent(element);
  if (absent) return { name, absent, properties: [], components: [] };
  let range: TimeRange | undefined;
  const properties: PropertyFilter[] = [];
  const components: ComponentFilter[] = [];
  for (const test of element.children) {
    if (isName(test, caldav, 'time-range')) range = rangeOf(test);
    else if (isName(test, caldav, 'prop-filter')) properties.push(property(test, count));
    else if (isName(test, caldav, 'comp-filter')) components.push(component(test, count));
    else throw new Refused('unsupported', `${test.local} is not offered in a comp-filter`);
  }
  return { name, absent, properties, components, ...(range && { range }) };
}

function property(element: XmlElement, count: Count): PropertyFilter {
  const name = nameOf(element, count);
  const absent = isAbsent(element);
  if (absent) return { name, absent, parameters: [] };
  let range: TimeRange | undefined;
  let text: TextMatch | undefined;
  const parameters: ParameterFilter[] = [];
  for (const test of element.children) {
    if (isName(test, caldav, 'time-range')) range = rangeOf(test);
    else if (isName(test, caldav, 'text-match')) text = textMatch(test);
    else if (isName(test, caldav, 'param-filter')) parameters.push(parameter(test, count));
    else throw new Refused('unsupported', `${test.local} is not offered in a prop-filter`);
  }
  return { name, absent, parameters, ...(range && { range }), ...(text && { text }) };
}

function parameter(element: XmlElement, count: Count): ParameterFilter {
  const name = nameOf(element, count);
  if (isAbsent(element)) return { name, absent: true };
  const test = element.children.find((inner) => isName(inner, caldav, 'text-match'));
  return { name, absent: false, ...(test && { text: textMatch(test) }) };
}

/** rfc4791#7.5: i;ascii-casemap without a word; all must be offered that are listed. */
function textMatch(element: XmlElement): TextMatch {
  const given = element.attributes.get('collation') ?? 'i;ascii-casemap';
  const collation = given === 'default' ? 'i;ascii-casemap' : given;
  if (collation !== 'i;ascii-casemap' && collation !== 'i;octet' && collation !== 'i;unicode-casemap') {
    throw new Refused('collation', `the collation ${collation} is not offered`);
  }
  return { text: element.text, negated: element.attributes.get('negate-condition') === 'yes', collation };
}

function rangeOf(element: XmlElement): TimeRange {
  const range = readRange(element);
  if (range === undefined) {
    throw new Refused('invalid', 'a time-range needs start or end, as UTC such as 20261123T000000Z');
  }
  return range;
}

function isAbsent(element: XmlElement): boolean {
  return element.children.some((test) => isName(test, caldav, 'is-not-defined'));
}

function nameOf(element: XmlElement, count: Count): string {
  if (--count.left < 0) throw new Refused('unsupported', `more than ${mostTests} tests`);
  const name = (element.attributes.get('name') ?? '').toLowerCase();
  if (name === '') throw new Refused('invalid', `${element.local} needs a name`);
  return name;
}
