import type { FastifyRequest } from 'fastify';
import { personById, resolveRecipient } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { AuditTrail } from '../../pipeline/audit/trail.ts';
import type { Bearer, Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import { isLocalRequest } from '../http/host.ts';
import { accessDenied, GraphFailure } from './frame/failure.ts';

export interface Access {
  /** Whoever's token it is. */
  bearer(request: FastifyRequest): Promise<Bearer>;
  /** A client of the organisation: nobody else may look at its directory or change it. */
  client(request: FastifyRequest): Promise<void>;
  /** Whose resources the path names: /me, or /users/{id or userPrincipalName}. Herself, or a client of the organisation. */
  owner(request: FastifyRequest): Promise<Person>;
}

export function createAccess({
  hub,
  credentials,
  audit,
}: {
  readonly hub: HubServices;
  readonly credentials: Credentials;
  readonly audit: Pick<AuditTrail, 'identify'>;
}): Access {
  async function bearer(request: FastifyRequest): Promise<Bearer> {
    if (request.protocol !== 'https' && !isLocalRequest(request)) {
      throw new GraphFailure(403, 'Authorization_RequestDenied', 'Tokens are taken over TLS only.');
    }
    // rfc6750#2.1
    const token = /^Bearer +([A-Za-z0-9._~+/=-]{1,500})$/i.exec(request.headers.authorization ?? '')?.[1];
    const found = token === undefined ? undefined : await credentials.bearer(token);
    const person = found?.kind === 'person' ? personById(hub.directory(), found.personId) : undefined;
    const gone = found?.kind === 'person' && !person?.enabled;
    const elsewhere = found?.kind === 'client' && found.audience === 'exchange';
    if (found === undefined || gone || elsewhere) {
      throw new GraphFailure(401, 'InvalidAuthenticationToken', 'Access token is missing, invalid or has expired.', {
        'www-authenticate': 'Bearer realm="Passerelle"',
      });
    }
    audit.identify(
      found.kind === 'client' ? { kind: 'client', name: found.name } : { kind: 'person', name: person?.address ?? '' },
    );
    return found;
  }

  return {
    bearer,
    async client(request) {
      if ((await bearer(request)).kind !== 'client') throw accessDenied();
    },
    async owner(request) {
      const who = await bearer(request);
      const named = (request.params as { readonly user?: string }).user;
      if (named === undefined) {
        const person = who.kind === 'person' ? personById(hub.directory(), who.personId) : undefined;
        if (person) return person;
        throw new GraphFailure(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
      }
      const person = personNamed(hub, named);
      // Whether somebody else exists is nobody's business but a client's of the organisation.
      if (who.kind === 'person' && person?.id !== who.personId) throw accessDenied();
      if (!person?.enabled) {
        throw new GraphFailure(404, 'Request_ResourceNotFound', `Resource '${named}' does not exist.`);
      }
      return person;
    },
  };
}

export function personNamed(hub: HubServices, named: string): Person | undefined {
  const byId = personById(hub.directory(), named);
  if (byId) return byId;
  const resolved = resolveRecipient(hub.directory(), named);
  return resolved.kind === 'person' ? resolved.person : undefined;
}
