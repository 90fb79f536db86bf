import type { Person } from '../../../directory/types.ts';
import { type Described, type Property, propertiesOf } from '../properties.ts';
import { caldav } from '../xml/names.ts';
import { element } from '../xml/write.ts';

const name = { namespace: caldav, local: 'calendar-data' };

/** An object's properties with its text, which is told in reports only (rfc4791#9.6). */
export function withCalendarData(described: Extract<Described, { object: unknown }>, person: Person): Property[] {
  const { ics } = described.object;
  return [...propertiesOf(described, person), { name, value: element(name, ics), onlyWhenNamed: true }];
}
