import type { FastifyRequest } from 'fastify';
import { personById, resolveRecipient } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import { isLocalRequest } from '../http/host.ts';
import { type DavAnswer, plain } from './exchange.ts';

const challenge: DavAnswer = {
  ...plain(401, 'sign in with your address and an app password'),
  headers: { 'www-authenticate': 'Basic realm="Passerelle", charset="UTF-8"' },
};

/** Who asks, by Basic authentication with an app password (rfc7617); or the answer that refuses. */
export async function authenticate(
  request: FastifyRequest,
  { hub, credentials }: { readonly hub: HubServices; readonly credentials: Credentials },
): Promise<Person | DavAnswer> {
  if (request.protocol !== 'https' && !isLocalRequest(request)) {
    return plain(403, 'passwords are taken over TLS only: use https, or a TLS proxy in front of this server');
  }
  const given = basic(request.headers.authorization);
  if (given === undefined) return challenge;
  const personId = await credentials.checkAppPassword(given.password);
  const person = personId === undefined ? undefined : personById(hub.directory(), personId);
  const named = resolveRecipient(hub.directory(), given.user);
  if (!person?.enabled || named.kind !== 'person' || named.person.id !== person.id) return challenge;
  return person;
}

/** rfc7617#2; programs that percent-encode the address in a URL may leave it so. */
function basic(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { user: text.slice(0, colon).replaceAll('%40', '@'), password: text.slice(colon + 1) };
}
