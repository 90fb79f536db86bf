import { etagOf, scheduleTag } from '../calendars.ts';
import type { DescribedObject } from '../described.ts';
import { c, d } from '../xml/names.ts';
import { named, type Property, shown } from './property.ts';

/** The text; whoever asks for a property that reads it has it read (`readsText`). */
function textOf({ object }: DescribedObject): string {
  if (object.ics === undefined) throw new Error('a property of an object was told without the text it needs');
  return object.ics;
}

const reading = (property: Property<DescribedObject>): Property<DescribedObject> => ({ ...property, readsText: true });

/** One object of a calendar (rfc4791#5.3.4, rfc6638#3.2.10). */
export const ofObject: readonly Property<DescribedObject>[] = [
  shown(d('resourcetype'), () => []),
  shown(d('getetag'), ({ object }) => etagOf(object)),
  shown(d('getcontenttype'), ({ object }) => `text/calendar; charset=utf-8; component=${object.component ?? 'VEVENT'}`),
  shown(d('getlastmodified'), ({ object }) => new Date(object.updatedAt).toUTCString()),
  reading(shown(d('getcontentlength'), (of) => String(Buffer.byteLength(textOf(of))))),
  reading(named(c('schedule-tag'), (of) => scheduleTag({ ...of.object, ics: textOf(of) }, of.owner))),
  // Told in reports only (rfc4791#9.6).
  reading(named(c('calendar-data'), (of) => of.render?.(textOf(of)))),
];
