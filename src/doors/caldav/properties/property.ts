import type { CalendarComponent } from '../../../store/contract.ts';
import { calendarComponents } from '../calendars.ts';
import type { Described } from '../described.ts';
import { hrefOf, type Resource } from '../resource.ts';
import { c, d, type Name } from '../xml/names.ts';
import { element, elementWith, type Xml, type XmlContent } from '../xml/write.ts';

/** One live property of a kind of resource. */
export interface Property<Of extends Described = Described> {
  readonly name: Name;
  /** The element with its value; undefined where this resource has none. */
  value(of: Of): Xml | undefined;
  /** Left out of `allprop`, as RFC 4791 wants of its own (rfc4791#5.2). */
  readonly onlyWhenNamed: boolean;
  /** It is made from the object's text. */
  readonly readsText: boolean;
}

type Content<Of extends Described> = (of: Of) => XmlContent | undefined;

/** A property that `allprop` tells too. */
export function shown<Of extends Described>(name: Name, content: Content<Of>): Property<Of> {
  return { name, value: (of) => filled(name, content(of)), onlyWhenNamed: false, readsText: false };
}

/** A property that is told when it is named. */
export function named<Of extends Described>(name: Name, content: Content<Of>): Property<Of> {
  return { ...shown(name, content), onlyWhenNamed: true };
}

function filled(name: Name, content: XmlContent | undefined): Xml | undefined {
  return content === undefined ? undefined : element(name, content);
}

export function href(resource: Resource): Xml {
  return element(d('href'), hrefOf(resource));
}

/** supported-calendar-component-set (rfc4791#5.2.3). */
export function componentSet(components: readonly CalendarComponent[] = calendarComponents): Xml[] {
  return components.map((name) => elementWith(c('comp'), { name }));
}

/** supported-report-set (rfc3253#3.1.5). */
export function reportSet(reports: readonly Name[]): Xml[] {
  return reports.map((report) => element(d('supported-report'), element(d('report'), element(report))));
}
