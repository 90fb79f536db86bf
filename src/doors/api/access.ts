import type { FastifyRequest } from 'fastify';
import { type CalendarAccess, calendarAccess, calendarOwner } from '../../directory/calendarAccess.ts';
import { addressesOf, mayUseConsole, moderatedBy, personById, resolveRecipient } from '../../directory/recipients.ts';
import type { Person } from '../../directory/types.ts';
import type { AuditTrail } from '../../pipeline/audit/trail.ts';
import { type Credentials, type Principal, principalOf } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { Session } from '../../pipeline/signIn/sessions.ts';
import type { SignIn } from '../../pipeline/signIn/signIn.ts';
import { reaches } from '../../pipeline/signIn/stage.ts';
import { isInTheClear } from '../http/host.ts';
import { Failed } from './failed.ts';
import type { Needs } from './needs.ts';
import { sessionToken } from './sessionCookie.ts';

/** Who may do what. Each throws `Failed` when the answer is no. */
export interface Access {
  /** Whether the request may call a route that needs this (needs.ts). */
  admit(request: FastifyRequest, needed: Needs): Promise<void>;
  /** Whoever is signed in, by the local administrator's credential or by a session. */
  anybody(request: FastifyRequest): Promise<Principal>;
  administrator(request: FastifyRequest): Promise<Principal>;
  /** Asked again of a request that goes on: whether whoever it is is still signed in. */
  isStillSignedIn(request: FastifyRequest): Promise<boolean>;
  /** The session of the request, whatever its stage; undefined without one that lasts. */
  session(request: FastifyRequest): Promise<Session | undefined>;
  /** A person in a session of her own, complete or about to set up a second factor. */
  self(request: FastifyRequest): Promise<Self>;
  /** The same, who has proved who she is a short while ago: for what changes how she signs in. */
  freshSelf(request: FastifyRequest): Promise<Self>;
  /** The person of this address: herself, or an administrator. */
  personOf(request: FastifyRequest, address: string): Promise<Person>;
  /**
   * The person of this address, and who looks at her calendar or acts on it: herself, an
   * administrator, or somebody to whom she gave a right to any calendar of hers (`by`).
   */
  visitor(request: FastifyRequest, address: string): Promise<Visit>;
  /** Her own addresses; undefined for administrators and helpdesk, who see the whole trace. */
  ownAddresses(principal: Principal): readonly string[] | undefined;
}

export interface Self {
  readonly person: Person;
  readonly session: Session;
}

export interface Visit {
  readonly person: Person;
  /** What may be seen of one of her calendars. */
  accessTo(calendarId: string): CalendarAccess;
  readonly by?: string;
}

/** How long after a sign-in she may change how she signs in, milliseconds. */
const freshness = 30 * 60_000;

interface Signed {
  readonly principal?: Principal;
  readonly session?: Session;
}

export function createAccess(parts: {
  readonly hub: HubServices;
  readonly credentials: Credentials;
  readonly signIn: SignIn;
  readonly audit: AuditTrail;
  now(): number;
}): Access {
  const { hub, credentials, signIn, audit, now } = parts;
  /** Once a request is enough. */
  const known = new WeakMap<FastifyRequest, Promise<Signed>>();

  function signed(request: FastifyRequest): Promise<Signed> {
    const found = known.get(request) ?? look(request);
    known.set(request, found);
    return found;
  }

  async function look(request: FastifyRequest): Promise<Signed> {
    // Whoever listened may have it too.
    if (isInTheClear(request)) return {};
    const bearer = bearerToken(request.headers.authorization);
    if (bearer !== undefined) {
      if (!(await credentials.checkAdmin(bearer))) return {};
      audit.identify({ kind: 'local', name: 'command line', role: 'administrator' });
      return { principal: { role: 'administrator' } };
    }
    const token = sessionToken(request.headers.cookie);
    const session = token === undefined ? undefined : await signIn.sessions.find(token);
    if (session === undefined) return {};
    const person = session.personId === undefined ? undefined : personById(hub.directory(), session.personId);
    // Who left, or whose console is closed, is nobody, whatever her session.
    if (session.personId !== undefined && (person === undefined || !mayUseConsole(hub.directory(), person))) return {};
    audit.identify({ kind: 'person', name: person?.address ?? 'first administrator', role: session.role });
    const principal = principalOf(session);
    return principal === undefined ? { session } : { principal, session };
  }

  async function anybody(request: FastifyRequest): Promise<Principal> {
    const { principal } = await signed(request);
    if (principal === undefined) throw notSignedIn();
    return principal;
  }

  async function self(request: FastifyRequest): Promise<Self> {
    const { session } = await signed(request);
    if (session === undefined || session.stage === 'secondFactor') throw notSignedIn();
    const person = session.personId === undefined ? undefined : personById(hub.directory(), session.personId);
    if (person === undefined) {
      throw new Failed(409, 'no-person', 'this session is no person’s: sign in by an address of the organisation');
    }
    return { person, session };
  }

  return {
    async admit(request, { role, open, enrolment }) {
      if (open) return;
      if (isInTheClear(request)) {
        throw new Failed(403, 'tls-needed', 'credentials are taken over TLS only: use https, or a TLS proxy in front');
      }
      if (role === 'anyone') return;
      const { principal, session } = await signed(request);
      if (principal === undefined) {
        if (session?.stage === 'enrolment' && enrolment) return;
        if (session !== undefined) throw new Failed(403, `needs-${session.stage}`, 'this sign-in is not complete yet');
        throw notSignedIn();
      }
      if (!reaches(principal.role, role)) throw new Failed(403, `not-${role}`, `only ${articles[role]} may`);
    },
    anybody,
    isStillSignedIn: async (request) => (await look(request)).principal !== undefined,
    session: async (request) => (await signed(request)).session,
    self,
    async freshSelf(request) {
      const found = await self(request);
      if (now() - found.session.authenticatedAt > freshness) {
        throw new Failed(403, 'not-fresh', 'sign in again to change how you sign in');
      }
      return found;
    },
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
      if (principal.role !== 'administrator' && person?.id !== principal.personId) {
        throw new Failed(403, 'not-yours', 'only her own calendar is open to a person');
      }
      if (person === undefined) throw new Failed(404, 'no-such-person', `nobody here has the address ${address}`);
      if (person.id !== principal.personId) audit.concern(person.address);
      return person;
    },
    async visitor(request, address) {
      const principal = await anybody(request);
      const resolved = resolveRecipient(hub.directory(), address);
      const person = resolved.kind === 'person' ? resolved.person : undefined;
      if (person === undefined || principal.role === 'administrator' || principal.personId === person.id) {
        const own = await this.personOf(request, address);
        const personId = own.id;
        return { person: own, accessTo: (calendarId) => calendarAccess({ calendarId, personId, shares: [] }) };
      }
      const { personId } = principal;
      const shares = personId === undefined ? [] : await hub.store.reads.sharesWith(personId);
      const own = shares.filter(({ calendarId }) => calendarOwner(calendarId) === person.id);
      const moderates = moderatedBy(hub.directory(), personId ?? '').includes(person.id);
      // Who decides for a room sees what is booked in it.
      const asDelegate = { calendarId: `${person.id}/calendar`, personId: personId ?? '' } as const;
      const given = moderates ? [...own, { ...asDelegate, right: 'read' as const, privateToo: false }] : own;
      if (personId === undefined || given.length === 0) {
        throw new Failed(403, 'not-yours', 'only her own calendar is open to a person');
      }
      // What colleagues see of each other without a right is told by free/busy, not here.
      const asked = { personId, shares: given, colleagues: 'none' } as const;
      return { person, by: personId, accessTo: (calendarId) => calendarAccess({ ...asked, calendarId }) };
    },
    ownAddresses(principal) {
      if (principal.role !== 'person') return undefined;
      const person = personById(hub.directory(), principal.personId);
      return person === undefined ? [] : addressesOf(person);
    },
  };
}

const articles = { administrator: 'an administrator', helpdesk: 'the helpdesk', person: 'a person' };

function notSignedIn(): Failed {
  return new Failed(401, 'not-signed-in', 'sign in first');
}

/** rfc6750#2.1 */
function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header ?? '')?.[1];
}
