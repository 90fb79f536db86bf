/** What a PROPPATCH, MKCALENDAR or MKCOL wants to set and take away (rfc4918#9.2, rfc4791#9.3, rfc5689). */
import { isAvailability } from '../../calendar/availability.ts';
import type { CalendarComponent } from '../../store/contract.ts';
import { calendarComponents } from './calendars.ts';
import { isLive } from './properties/table.ts';
import { zoneIn } from './reports/calendarQuery.ts';
import { c, caldav, d, dav, isName, keyOf, type Name } from './xml/names.ts';
import { child, type XmlElement } from './xml/read.ts';
import { standalone } from './xml/write.ts';

export interface PropertyUpdate {
  readonly name: Name;
  /** Undefined: take it away. */
  readonly element: XmlElement | undefined;
}

/** `set` and `remove` in order, the later of one name counts. */
export function updatesIn(body: XmlElement): PropertyUpdate[] {
  const updates = new Map<string, PropertyUpdate>();
  for (const instruction of body.children) {
    const set = isName(instruction, dav, 'set');
    if (!set && !isName(instruction, dav, 'remove')) continue;
    for (const element of child(instruction, d('prop'))?.children ?? []) {
      updates.set(keyOf(element), { name: element, element: set ? element : undefined });
    }
  }
  return [...updates.values()];
}

/** Why one property can't be as asked; `condition` where an RFC has a name for it. */
export interface Refused {
  readonly name: Name;
  readonly condition: Name;
}

export interface Plan {
  readonly name?: string;
  /** What a new calendar is to take; all without it. */
  readonly components?: readonly CalendarComponent[];
  readonly properties: ReadonlyMap<string, string | undefined>;
  readonly refused: readonly Refused[];
}

/** Characters of a display name. */
const longestName = 255;

/** Sorts out what is kept, what names the calendar, and what can't be. `making`: the collection is new. */
export function planOf(kind: 'calendar' | 'inbox', updates: readonly PropertyUpdate[], making: boolean): Plan {
  let displayName: string | undefined;
  let components: readonly CalendarComponent[] | undefined;
  const properties = new Map<string, string | undefined>();
  const refused: Refused[] = [];
  for (const { name, element } of updates) {
    if (kind === 'calendar' && isName(name, dav, 'displayname')) {
      displayName = (element?.text ?? '').slice(0, longestName);
      continue;
    }
    if (making && isName(name, caldav, 'supported-calendar-component-set')) components = componentsIn(element);
    const verdict = verdictOn(kind, name, element, making);
    if (verdict === 'keep') properties.set(keyOf(name), element && standalone(element).xml);
    else if (verdict !== 'ignore') refused.push({ name, condition: verdict });
  }
  const named = displayName === undefined ? {} : { name: displayName };
  return { properties, refused, ...named, ...(components && { components }) };
}

/** Those of them that calendars here can take. */
function componentsIn(element: XmlElement | undefined): CalendarComponent[] {
  const names = element?.children.map((each) => each.attributes.get('name')?.toUpperCase());
  return calendarComponents.filter((name) => names?.includes(name));
}

const protectedProperty = d('cannot-modify-protected-property');

function verdictOn(
  kind: 'calendar' | 'inbox',
  name: Name,
  element: XmlElement | undefined,
  making: boolean,
): 'keep' | 'ignore' | Name {
  if (isName(name, caldav, 'calendar-timezone') && kind === 'calendar') {
    return element === undefined || zoneIn(element.text) !== undefined ? 'keep' : c('valid-calendar-data');
  }
  if (isName(name, caldav, 'calendar-availability')) {
    if (kind !== 'inbox') return protectedProperty;
    return element === undefined || isAvailability(element.text) ? 'keep' : c('valid-calendar-data');
  }
  if (isName(name, caldav, 'schedule-calendar-transp') && kind === 'calendar') {
    const valid = element === undefined || child(element, c('opaque')) || child(element, c('transparent'));
    return valid ? 'keep' : protectedProperty;
  }
  if (making && isName(name, dav, 'resourcetype')) return 'ignore';
  if (making && isName(name, caldav, 'supported-calendar-component-set')) {
    return componentsIn(element).length > 0 ? 'ignore' : c('supported-calendar-component');
  }
  return isLive(kind, name) ? protectedProperty : 'keep';
}
