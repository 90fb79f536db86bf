import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

const made = new WeakMap<FastifyRequest, { readonly requestId: string; readonly clientRequestId: string }>();

/** The request's own id and the caller's (a GUID it may choose), the same through the whole request. */
export function requestIds(request: FastifyRequest): { readonly requestId: string; readonly clientRequestId: string } {
  const known = made.get(request);
  if (known) return known;
  const requestId = randomUUID();
  const given = request.headers['client-request-id'];
  const clientRequestId = typeof given === 'string' && /^[0-9a-fA-F-]{1,64}$/.test(given) ? given : requestId;
  const ids = { requestId, clientRequestId };
  made.set(request, ids);
  return ids;
}
