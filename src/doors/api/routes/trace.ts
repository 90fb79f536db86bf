import type { Api, ApiParts } from '../api.ts';
import { trace, traceQuery } from '../contract.ts';
import { needs } from '../needs.ts';

/** `GET /trace`: newest first. A person sees what was addressed to her (law L6). */
export function traceRoutes(api: Api, { hub, access }: ApiParts): void {
  api.get(
    '/trace',
    { config: needs('person'), schema: { querystring: traceQuery, response: { 200: trace } } },
    async (request) => {
      const own = access.ownAddresses(await access.anybody(request));
      const { limit, messageId, recipient } = request.query;
      const base = { limit, ...(messageId === undefined ? {} : { messageId }) };
      if (own === undefined) {
        return { records: await hub.store.reads.trace(recipient === undefined ? base : { ...base, recipient }) };
      }
      const asked = recipient === undefined ? own : own.filter((address) => address === recipient.toLowerCase());
      const found = await Promise.all(asked.map((address) => hub.store.reads.trace({ ...base, recipient: address })));
      return {
        records: found
          .flat()
          .sort((a, b) => b.at - a.at)
          .slice(0, limit),
      };
    },
  );
}
