import { type DavAnswer, type DavMethod, type DavRequest, plain } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { applied } from '../preferences.ts';
import { TooManyInstances } from '../reports/calendarData.ts';
import { calendarMultiget } from '../reports/calendarMultiget.ts';
import { calendarQuery } from '../reports/calendarQuery.ts';
import { freeBusyQuery } from '../reports/freeBusyQuery.ts';
import { principalSearch, principalSearchProperties } from '../reports/principalSearch.ts';
import { syncCollection } from '../reports/syncCollection.ts';
import { c, d, keyOf, type Name } from '../xml/names.ts';
import { readXml, type XmlElement } from '../xml/read.ts';

type Report = (request: DavRequest, body: XmlElement) => Promise<DavAnswer>;

const reports: ReadonlyMap<string, Report> = new Map(
  (
    [
      [c('calendar-query'), calendarQuery],
      [c('calendar-multiget'), calendarMultiget],
      [c('free-busy-query'), freeBusyQuery],
      [d('sync-collection'), syncCollection],
      [d('principal-property-search'), principalSearch],
      [d('principal-search-property-set'), principalSearchProperties],
    ] satisfies [Name, Report][]
  ).map(([name, report]) => [keyOf(name), report]),
);

/** REPORT (rfc3253#3.6): the body's root says which. */
export const report: DavMethod = async (request) => {
  if (request.body.trim() === '') return plain(400, 'a REPORT needs a body that says which');
  const body = readXml(request.body);
  const asked = reports.get(keyOf(body));
  if (asked === undefined) {
    return precondition(403, d('supported-report'), `the report ${body.local} is not offered here`);
  }
  try {
    const answer = await asked(request, body);
    return answer.status === 207 ? { ...answer, headers: applied(request.prefer) } : answer;
  } catch (error) {
    if (!(error instanceof TooManyInstances)) throw error;
    return precondition(403, d('number-of-matches-within-limits'), 'ask for a shorter range');
  }
};
