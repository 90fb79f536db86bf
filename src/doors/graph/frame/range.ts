import type { FastifyRequest } from 'fastify';
import { wallOf } from '../../../calendar/icalendar/moment.ts';
import { badRequest } from './failure.ts';
import { queryOf } from './query.ts';

/** Widest view, ms: Graph's own limit of about five years. */
const widest = 1825 * 86_400_000;

/** startDateTime and endDateTime as UTC ms; without an offset they are UTC, whatever Prefer says. */
export function rangeOf(request: FastifyRequest): { readonly from: number; readonly to: number } {
  const query = queryOf(request);
  const from = instantOf(query.startDateTime, 'startDateTime');
  const to = instantOf(query.endDateTime, 'endDateTime');
  if (to <= from) throw badRequest('endDateTime: later than startDateTime', 'ErrorInvalidParameter');
  if (to - from > widest)
    throw badRequest('endDateTime: at most 1825 days after startDateTime', 'ErrorInvalidParameter');
  return { from, to };
}

function instantOf(text: string | undefined, name: string): number {
  // '+' of an offset that was not escaped arrives as a space.
  const written = (text ?? '').replace(' ', '+');
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.\d{1,7})?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(written);
  const wall = match ? wallOf(`${match[1]}T${match[2] ?? '00:00'}:${match[3] ?? '00'}`) : undefined;
  if (wall === undefined)
    throw badRequest(
      `This request requires a time window specified by the query string parameters StartDateTime and EndDateTime: ${name} is missing or no date-time`,
      'ErrorInvalidParameter',
    );
  const offset = match?.[4];
  if (offset === undefined || offset === 'Z') return wall;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4));
  return wall - (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
