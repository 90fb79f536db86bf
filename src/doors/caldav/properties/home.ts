import { c, d } from '../xml/names.ts';
import { element } from '../xml/write.ts';
import { href, named, type Property, shown } from './property.ts';

export const ofRoot: readonly Property[] = [shown(d('resourcetype'), () => element(d('collection')))];

/** Where a person's calendars are (rfc4791#6.2.1). */
export const ofHome: readonly Property[] = [
  ...ofRoot,
  shown(d('displayname'), ({ owner }) => owner.name),
  named(c('calendar-home-set'), ({ owner }) => href({ kind: 'home', address: owner.address })),
];
