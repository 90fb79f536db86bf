import type { Api, ApiParts } from '../api.ts';
import { needs } from '../needs.ts';
import { auditLog, auditQuery } from '../signInContract.ts';

/** `GET /audit`: who changed what, newest first. */
export function auditRoutes(api: Api, { hub }: ApiParts): void {
  api.get(
    '/audit',
    { config: needs('administrator'), schema: { querystring: auditQuery, response: { 200: auditLog } } },
    async (request) => {
      const { limit, before } = request.query;
      return { records: await hub.store.reads.audit(before === undefined ? { limit } : { limit, before }) };
    },
  );
}
