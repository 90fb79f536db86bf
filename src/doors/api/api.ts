/** The API door: `/api/v1`, its description, and what supervisors ask (health, metrics). One file a group of routes. */
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { AuditTrail } from '../../pipeline/audit/trail.ts';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { SignIn } from '../../pipeline/signIn/signIn.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { type Access, createAccess } from './access.ts';
import { apiErrors } from './errors.ts';
import { guardRoutes, needs } from './needs.ts';
import { appPasswordRoutes } from './routes/appPasswords.ts';
import { auditRoutes } from './routes/audit.ts';
import { connectionRoutes } from './routes/connection.ts';
import { credentialRoutes } from './routes/credentials.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { heldRoutes } from './routes/held.ts';
import { historyRoutes } from './routes/history.ts';
import { identityProviderRoutes } from './routes/identityProvider.ts';
import { importRoutes } from './routes/import.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { meRoutes } from './routes/me.ts';
import { noticeRoutes } from './routes/notices.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { peopleRoutes } from './routes/people.ts';
import { roleRoutes } from './routes/roles.ts';
import { securityRoutes } from './routes/security.ts';
import { sessionRoutes } from './routes/session.ts';
import { sessionsRoutes } from './routes/sessions.ts';
import { settingsRoutes } from './routes/settings.ts';
import { shareRoutes } from './routes/shares.ts';
import { signInRoutes } from './routes/signIn.ts';
import { statusRoutes } from './routes/status.ts';
import { traceRoutes } from './routes/trace.ts';
import { traceLiveRoutes } from './routes/traceLive.ts';
import { weekRoutes } from './routes/week.ts';

export interface ApiOptions {
  readonly hub: HubServices;
  readonly credentials: Credentials;
  readonly signIn: SignIn;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly log: Log;
  /** Where people reach the console, when the connection says so; else where a request came in. */
  publicUrl?(): string | undefined;
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
  invitationRoutes,
  historyRoutes,
  heldRoutes,
  credentialRoutes,
  shareRoutes,
  importRoutes,
  sessionRoutes,
  signInRoutes,
  identityProviderRoutes,
  meRoutes,
  noticeRoutes,
  settingsRoutes,
  securityRoutes,
  passkeyRoutes,
  sessionsRoutes,
  appPasswordRoutes,
  roleRoutes,
  auditRoutes,
];

export async function registerApi(app: FastifyInstance, options: ApiOptions): Promise<void> {
  const parts: ApiParts = { ...options, access: createAccess({ ...options, now: options.clock.now }) };
  await app.register(async (scope) => healthRoutes(scope, parts));
  await app.register(
    async (scope) => {
      scope.setValidatorCompiler(validatorCompiler);
      scope.setSerializerCompiler(serializerCompiler);
      scope.setErrorHandler(apiErrors());
      guardRoutes(scope, parts.access);
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
      scope.get('/openapi.json', { config: needs('anyone', { open: true }), schema: { hide: true } }, async () =>
        scope.swagger(),
      );
      const api = typed(scope);
      for (const add of routes) add(api, parts);
    },
    { prefix: '/api/v1' },
  );
}
