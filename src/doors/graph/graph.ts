/**
 * The calendar part of Microsoft Graph v1.0, over the hub's own services: what a program
 * was written to do with Exchange Online it can do here. Resources are OData entities
 * named by opaque ids; times are told in the zone that Prefer asks for.
 */
import type { FastifyInstance } from 'fastify';
import { createAccess } from './access.ts';
import { errorBody, graphErrors } from './frame/errors.ts';
import { GraphFailure } from './frame/failure.ts';
import { requestIds } from './frame/requestIds.ts';
import type { GraphOptions, GraphParts, Routes } from './parts.ts';
import { batchRoutes } from './routes/batch.ts';
import { calendarRoutes } from './routes/calendars.ts';
import { calendarViewRoutes } from './routes/calendarView.ts';
import { deltaRoutes } from './routes/delta.ts';
import { domainRoutes } from './routes/domains.ts';
import { eventRoutes } from './routes/events.ts';
import { licenceRoutes } from './routes/licences.ts';
import { onlineMeetingRoutes } from './routes/onlineMeetings.ts';
import { organizationRoutes } from './routes/organization.ts';
import { personRoutes } from './routes/people.ts';
import { responseRoutes } from './routes/responses.ts';
import { scheduleRoutes } from './routes/schedule.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { registerTokenEndpoint } from './tokenEndpoint.ts';

const routes: readonly Routes[] = [
  personRoutes,
  licenceRoutes,
  domainRoutes,
  organizationRoutes,
  calendarRoutes,
  eventRoutes,
  calendarViewRoutes,
  deltaRoutes,
  responseRoutes,
  scheduleRoutes,
  onlineMeetingRoutes,
  subscriptionRoutes,
  batchRoutes,
];

export async function registerGraph(app: FastifyInstance, options: GraphOptions): Promise<void> {
  const parts: GraphParts = {
    ...options,
    seen: options.seen ?? options.hub.configuration,
    access: createAccess(options),
  };
  await registerTokenEndpoint(app, options);
  await app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      // Clients say application/json of bodies that are empty.
      scope.addContentTypeParser(['application/json', 'text/json'], { parseAs: 'string' }, (_request, body, done) => {
        try {
          done(null, body === '' ? {} : JSON.parse(String(body)));
        } catch {
          done(Object.assign(new Error('Unable to read JSON request payload.'), { statusCode: 400 }));
        }
      });
      scope.addHook('onRequest', async (request, reply) => {
        const { requestId, clientRequestId } = requestIds(request);
        reply.headers({ 'request-id': requestId, 'client-request-id': clientRequestId, 'odata-version': '4.0' });
        const fault = options.faults?.refusal();
        if (fault?.status === 401)
          throw new GraphFailure(
            401,
            'InvalidAuthenticationToken',
            'The permissions of the caller are not known here yet.',
          );
        if (fault) throw new GraphFailure(429, 'TooManyRequests', 'Too many requests.', fault.headers);
      });
      scope.setErrorHandler(graphErrors(options.log, options.clock.now));
      scope.setNotFoundHandler(async (request, reply) => {
        const message = 'Resource not found for the segment in the request URL.';
        return reply.code(404).send(errorBody(request, 'BadRequest', message, options.clock.now()));
      });
      for (const add of routes) add(scope, parts);
    },
    { prefix: '/graph/v1.0' },
  );
}
