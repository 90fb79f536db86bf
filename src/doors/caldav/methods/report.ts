import { type DavMethod, plain } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { calendarMultiget } from '../reports/calendarMultiget.ts';
import { calendarQuery } from '../reports/calendarQuery.ts';
import { caldav, dav, isName } from '../xml/names.ts';
import { readXml } from '../xml/read.ts';

/** REPORT (rfc3253#3.6): the body's root says which. */
export const report: DavMethod = async (request) => {
  if (request.body.trim() === '') return plain(400, 'a REPORT needs a body that says which');
  const body = readXml(request.body);
  if (isName(body, caldav, 'calendar-query')) return calendarQuery(request, body);
  if (isName(body, caldav, 'calendar-multiget')) return calendarMultiget(request, body);
  return precondition(
    403,
    { namespace: dav, local: 'supported-report' },
    `the report ${body.local} is not offered here`,
  );
};
