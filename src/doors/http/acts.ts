import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Act, type AuditTrail, newAct } from '../../pipeline/audit/trail.ts';

/** Every request is an act in the audit trail's sense; whoever finds out who asks says so (`AuditTrail.identify`). */
export function followActs(app: FastifyInstance, audit: AuditTrail): void {
  const acts = new WeakMap<FastifyRequest, Act>();
  app.addHook('onRequest', (request, _reply, done) => {
    // The route's pattern names nobody; what has no route changes nothing.
    const act = newAct(request.ip, `${request.method} ${request.routeOptions.url ?? ''}`);
    acts.set(request, act);
    audit.during(act, done);
  });
  // A body is read from the socket, which knows of no act: from here on it is this one again.
  app.addHook('preValidation', (request, _reply, done) => {
    const act = acts.get(request);
    if (act === undefined) done();
    else audit.during(act, done);
  });
}
