import type { FastifyInstance } from 'fastify';
import { isLocalRequest } from '../../http/host.ts';
import { errorBody } from '../../http/server.ts';
import type { ApiParts } from '../api.ts';
import { apiErrors } from '../errors.ts';

/** What supervisors and collectors ask. */
export function healthRoutes(app: FastifyInstance, { hub, access }: ApiParts): void {
  app.setErrorHandler(apiErrors());
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) =>
    (await hub.ready()) ? { status: 'ready' } : reply.code(503).send(errorBody('not-ready', 'not ready')),
  );
  app.get('/metrics', async (request, reply) => {
    // A collector on this machine asks without a credential; from elsewhere it is the administrator's.
    if (!isLocalRequest(request)) await access.administrator(request);
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await hub.metrics());
  });
}
