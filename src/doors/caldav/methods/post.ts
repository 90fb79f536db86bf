import { type DavMethod, plain } from '../exchange.ts';
import { askFreeBusy } from '../scheduling/askFreeBusy.ts';

/** POST to the outbox (rfc6638#5): when are these people free? */
export const post: DavMethod = async (request) => {
  if (request.resource.kind !== 'outbox') return plain(405, 'questions are posted to the scheduling outbox');
  return askFreeBusy(request);
};
