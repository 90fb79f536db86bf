import type { FastifyRequest } from 'fastify';
import { isAcceptedDomain } from '../../directory/recipients.ts';
import type { AuditTrail } from '../../pipeline/audit/trail.ts';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import { isLocalRequest } from '../http/host.ts';

/** A request that may not go on, as it is answered. */
export interface Denied {
  readonly status: 400 | 401 | 403;
  readonly code: string;
  readonly message: string;
}

/**
 * Undefined when a client of the organisation asks for the organisation's own tenant. Who it
 * is comes from the token; X-AnchorMailbox only has to name this tenant when it is there.
 */
export async function denied(
  request: FastifyRequest,
  {
    hub,
    credentials,
    audit,
  }: {
    readonly hub: Pick<HubServices, 'directory'>;
    readonly credentials: Credentials;
    readonly audit: Pick<AuditTrail, 'identify'>;
  },
): Promise<Denied | undefined> {
  if (request.protocol !== 'https' && !isLocalRequest(request)) {
    return { status: 403, code: 'Forbidden', message: 'Tokens are taken over TLS only.' };
  }
  // rfc6750#2.1
  const token = /^Bearer +([A-Za-z0-9._~+/=-]{1,500})$/i.exec(request.headers.authorization ?? '')?.[1];
  const bearer = token === undefined ? undefined : await credentials.bearer(token);
  if (bearer === undefined) {
    return { status: 401, code: 'Unauthorized', message: 'The access token is missing, invalid or has expired.' };
  }
  if (bearer.kind === 'person') {
    return { status: 403, code: 'Forbidden', message: 'The caller has no administrative role.' };
  }
  if (bearer.audience === 'graph') {
    return { status: 401, code: 'Unauthorized', message: 'The access token was issued for another audience.' };
  }
  audit.identify({ kind: 'client', name: bearer.name });
  const own = await ownTenant();
  const { tenant = '' } = request.params as { readonly tenant?: string };
  if (!own(tenant))
    return { status: 403, code: 'Forbidden', message: `The tenant '${tenant.slice(0, 100)}' is not the caller's.` };
  const anchor = request.headers['x-anchormailbox'];
  if (anchor !== undefined && !own(tenantOfAnchor(String(anchor)))) {
    return {
      status: 400,
      code: 'ErrorIncorrectRoutingHint',
      message: 'X-AnchorMailbox names no mailbox of this tenant.',
    };
  }
  return undefined;

  async function ownTenant(): Promise<(named: string) => boolean> {
    const guid = await credentials.tenant();
    return (named) => named.toLowerCase() === guid || isAcceptedDomain(hub.directory(), named);
  }
}

/** `APP:SystemMailbox{…}@tenant`, `UPN:person@domain`. */
function tenantOfAnchor(anchor: string): string {
  return /^(APP|UPN|SMTP|OID):/i.test(anchor) ? anchor.slice(anchor.lastIndexOf('@') + 1) : '';
}
