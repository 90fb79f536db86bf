import { c, d } from '../xml/names.ts';
import { element } from '../xml/write.ts';
import { principalReports } from './principal.ts';
import { href, named, type Property, reportSet, shown } from './property.ts';

const ofCollection: readonly Property[] = [shown(d('resourcetype'), () => element(d('collection')))];

/** The root is the collection of all principals. */
export const ofRoot: readonly Property[] = [
  ...ofCollection,
  named(d('supported-report-set'), () => reportSet(principalReports)),
];

/** Where a person's calendars are (rfc4791#6.2.1). */
export const ofHome: readonly Property[] = [
  ...ofCollection,
  shown(d('displayname'), ({ owner }) => owner.name),
  named(c('calendar-home-set'), ({ owner }) => href({ kind: 'home', address: owner.address })),
];
