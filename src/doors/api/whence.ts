import type { FastifyRequest } from 'fastify';
import type { RelyingParty } from '../../pipeline/signIn/passkeys.ts';
import type { Whence } from '../../pipeline/signIn/sessions.ts';
import { hostName } from '../http/host.ts';

/** Where a request comes from, as a session and the throttle know it. */
export function whenceOf(request: FastifyRequest): Whence {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' };
}

/** The address under which the browser sees us; the Host was checked before (HTTP-1). */
export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.headers.host ?? ''}`;
}

export function relyingParty(request: FastifyRequest): RelyingParty {
  return { id: hostName(request.headers.host) ?? '', origin: originOf(request) };
}
