import { isProblem, parseCalendar } from '../../../calendar/icalendar/parse.ts';
import { type DavMethod, plain } from '../exchange.ts';
import { precondition } from '../precondition.ts';
import { askFreeBusy } from '../scheduling/askFreeBusy.ts';
import { postMessage } from '../scheduling/postMessage.ts';
import { c } from '../xml/names.ts';

/** POST to the outbox (rfc6638#5): when are these people free? And what else programs say there. */
export const post: DavMethod = async (request) => {
  if (request.resource.kind !== 'outbox') return plain(405, 'questions are posted to the scheduling outbox');
  const calendar = parseCalendar(request.body);
  if (isProblem(calendar)) return precondition(403, c('valid-calendar-data'), `no iCalendar: ${calendar.where}`);
  const asks = calendar[2].some(([name]) => name === 'vfreebusy');
  return asks ? askFreeBusy(request, calendar) : postMessage(request, calendar);
};
