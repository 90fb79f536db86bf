import { type Template, template } from '../compiler.ts';
import type { Reads, TraceFilter, TraceRecord } from '../contract.ts';
import type { Source } from './rows.ts';

type Values = { limit: number; messageId: string; recipient: string; before: number; after: number };
type Filters = Omit<TraceFilter, 'limit'>;

const filtered = (by: Filters): Template<Values, { record: string }> =>
  template((db, p: Values, scope) => {
    let query = db.selectFrom('trace').select('record').where('organisation_id', '=', scope.organisationId);
    if (by.messageId !== undefined) query = query.where('message_id', '=', p.messageId);
    if (by.recipient !== undefined) query = query.where('recipient', '=', p.recipient);
    if (by.before !== undefined) query = query.where('at', '<', p.before);
    if (by.after !== undefined) query = query.where('at', '>', p.after);
    return query.orderBy('at', 'desc').orderBy('id', 'desc').limit(p.limit);
  });

export function traceReads({ compiler, rows }: Source): Pick<Reads, 'trace'> {
  /** One query for each combination of filters that was asked for, sixteen at most. */
  const queries = new Map<string, Template<Values, { record: string }>>();
  return {
    async trace(filter) {
      const { limit, messageId, recipient, before, after } = filter;
      const shape = [messageId, recipient, before, after].map((value) => (value === undefined ? '-' : '+')).join('');
      const query = queries.get(shape) ?? filtered(filter);
      queries.set(shape, query);
      const values = {
        limit,
        messageId: messageId ?? '',
        recipient: recipient ?? '',
        before: before ?? 0,
        after: after ?? 0,
      };
      const found = await rows(compiler.statement(query, values));
      return found.map((row) => JSON.parse(row.record) as TraceRecord);
    },
  };
}
