import type { FastifyInstance } from 'fastify';
import type { Role } from '../../pipeline/signIn/stage.ts';
import type { Access } from './access.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    needs?: Needs;
  }
}

/** Who may call a route. Every route says so, or is not registered. */
export interface Needs {
  /** The least role; `anyone` is not signed in yet. */
  readonly role: Role | 'anyone';
  /** No credential comes or goes by it: it may be called in the clear from another machine. */
  readonly open: boolean;
  /** Also for a session that must set up a second factor first. */
  readonly enrolment: boolean;
}

/** The `config` of a route. */
export function needs(
  role: Needs['role'],
  also: { readonly open?: boolean; readonly enrolment?: boolean } = {},
): { readonly needs: Needs } {
  return { needs: { role, open: also.open ?? false, enrolment: also.enrolment ?? false } };
}

/** Before anything of a request is read, whoever asks is measured by what the route says. */
export function guardRoutes(app: FastifyInstance, access: Pick<Access, 'admit'>): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.needs === undefined) {
      throw new Error(`${method} ${url} does not say whom it is for: add config: needs('person') or another role`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const { needs: needed } = request.routeOptions.config;
    if (needed !== undefined) await access.admit(request, needed);
  });
}
