import type { FastifyRequest } from 'fastify';
import { type CalendarAccess, calendarAccess } from '../../directory/calendarAccess.ts';
import { addressesOf, personById, resolveRecipient } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { Credentials, Principal } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import { Failed } from './failed.ts';
import { sessionToken } from './sessionCookie.ts';

/** Who may do what. Each throws `Failed` when the answer is no. */
export interface Access {
  /** Whoever is signed in, by the local administrator's credential or by a session. */
  anybody(request: FastifyRequest): Promise<Principal>;
  administrator(request: FastifyRequest): Promise<Principal>;
  /** The person of this address: herself, or an administrator. */
  personOf(request: FastifyRequest, address: string): Promise<Person>;
  /**
   * The person of this address, and who looks at her calendar or acts on it: herself, an
   * administrator, or somebody she gave a right to (`by`).
   */
  visitor(request: FastifyRequest, address: string): Promise<Visit>;
  /** Her own addresses; undefined for an administrator, who sees all. */
  ownAddresses(principal: Principal): readonly string[] | undefined;
}

export interface Visit {
  readonly person: Person;
  /** To her default calendar. */
  readonly access: CalendarAccess;
  readonly by?: string;
}

export function createAccess(parts: { readonly hub: HubServices; readonly credentials: Credentials }): Access {
  const { hub, credentials } = parts;

  /** Undefined when there is no credential, or none that is good; a person who left is nobody. */
  async function principalOf(request: FastifyRequest): Promise<Principal | undefined> {
    const bearer = bearerToken(request.headers.authorization);
    if (bearer !== undefined) return (await credentials.checkAdmin(bearer)) ? { role: 'administrator' } : undefined;
    const token = sessionToken(request.headers.cookie);
    const principal = token === undefined ? undefined : await credentials.session(token);
    if (principal?.role !== 'person') return principal;
    if (!personById(hub.directory(), principal.personId)?.enabled) return undefined;
    // Exchange's OWAEnabled: calendar and mail programs are not concerned.
    if (hub.directory().casMailboxes?.get(principal.personId)?.owaEnabled === false) {
      throw new Failed(
        403,
        'console-closed',
        'an administrator closed the console for you; your calendar programs work',
      );
    }
    return principal;
  }

  async function anybody(request: FastifyRequest): Promise<Principal> {
    const principal = await principalOf(request);
    if (principal === undefined) throw new Failed(401, 'not-signed-in', 'sign in first');
    return principal;
  }

  return {
    anybody,
    async administrator(request) {
      const principal = await anybody(request);
      if (principal.role !== 'administrator') throw new Failed(403, 'not-administrator', 'only an administrator may');
      return principal;
    },
    async personOf(request, address) {
      const principal = await anybody(request);
      const resolved = resolveRecipient(hub.directory(), address);
      const person = resolved.kind === 'person' ? resolved.person : undefined;
      // Whether somebody else exists is nobody's business but the administrator's.
      if (principal.role === 'person' && person?.id !== principal.personId) {
        throw new Failed(403, 'not-yours', 'only her own calendar is open to a person');
      }
      if (person === undefined) throw new Failed(404, 'no-such-person', `nobody here has the address ${address}`);
      return person;
    },
    async visitor(request, address) {
      const principal = await anybody(request);
      const resolved = resolveRecipient(hub.directory(), address);
      const person = resolved.kind === 'person' ? resolved.person : undefined;
      if (person === undefined || principal.role === 'administrator' || principal.personId === person.id) {
        const own = await this.personOf(request, address);
        return { person: own, access: calendarAccess({ calendarId: own.id, personId: own.id, shares: [] }) };
      }
      const calendarId = `${person.id}/calendar`;
      const shares = await hub.store.reads.sharesOf(calendarId);
      // What colleagues see of each other without a right is told by free/busy, not here.
      const access = calendarAccess({ calendarId, personId: principal.personId, shares, colleagues: 'none' });
      if (!access.seeTaken) throw new Failed(403, 'not-yours', 'only her own calendar is open to a person');
      return { person, access, by: principal.personId };
    },
    ownAddresses(principal) {
      if (principal.role === 'administrator') return undefined;
      const person = personById(hub.directory(), principal.personId);
      return person === undefined ? [] : addressesOf(person);
    },
  };
}

/** rfc6750#2.1 */
function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header ?? '')?.[1];
}
