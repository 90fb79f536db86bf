/** The API door: `/api/v1`, its description, and what supervisors ask (health, metrics). One file a group of routes. */
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { Log } from '../../platform/log.ts';
import { type Access, createAccess } from './access.ts';
import { apiErrors } from './errors.ts';
import { connectionRoutes } from './routes/connection.ts';
import { credentialRoutes } from './routes/credentials.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { heldRoutes } from './routes/held.ts';
import { importRoutes } from './routes/import.ts';
import { meRoutes } from './routes/me.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { shareRoutes } from './routes/shares.ts';
import { statusRoutes } from './routes/status.ts';
import { traceRoutes } from './routes/trace.ts';
import { traceLiveRoutes } from './routes/traceLive.ts';
import { weekRoutes } from './routes/week.ts';

export interface ApiOptions {
  readonly hub: HubServices;
  readonly credentials: Credentials;
  readonly log: Log;
}

/** What every route gets. */
export interface ApiParts extends ApiOptions {
  readonly access: Access;
}

/** An instance whose routes are typed by their zod schemas. */
export type Api = ReturnType<typeof typed>;

function typed(app: FastifyInstance) {
  return app.withTypeProvider<ZodTypeProvider>();
}

const routes = [
  connectionRoutes,
  statusRoutes,
  traceRoutes,
  traceLiveRoutes,
  peopleRoutes,
  weekRoutes,
  eventRoutes,
  heldRoutes,
  credentialRoutes,
  shareRoutes,
  importRoutes,
  sessionRoutes,
  meRoutes,
  settingsRoutes,
];

export async function registerApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  const parts: ApiParts = { ...options, access: createAccess(options) };
  await app.register(async (scope) => healthRoutes(scope, parts));
  await app.register(
    async (scope) => {
      scope.setValidatorCompiler(validatorCompiler);
      scope.setSerializerCompiler(serializerCompiler);
      scope.setErrorHandler(apiErrors());
      await scope.register(fastifySwagger, {
        openapi: {
          info: { title: 'Passerelle', version: '1' },
          components: {
            securitySchemes: {
              bearer: { type: 'http', scheme: 'bearer' },
              session: { type: 'apiKey', in: 'cookie', name: 'passerelle_session' },
            },
          },
          security: [{ bearer: [] }, { session: [] }],
        },
        transform: jsonSchemaTransform,
      });
      scope.get('/openapi.json', { schema: { hide: true } }, async () => scope.swagger());
      const api = typed(scope);
      for (const add of routes) add(api, parts);
    },
    { prefix: '/api/v1' },
  );
}
