import { createGuidedDns } from '../../connection/dns/guided.ts';
import { createGuidedHome } from '../../connection/home/guided.ts';
import type { HubFacts } from '../../connection/lint/facts.ts';
import type { Provider } from '../../connection/provider.ts';
import { builtInAddress, microsoftAddress } from '../../connection/providers/hub/address.ts';
import { createHubProvider } from '../../connection/providers/hub/hubProvider.ts';
import { readFacts } from '../../connection/providers/hub/readFacts.ts';
import type { Fetch } from '../../connection/providers/hub/wire/fetch.ts';
import { createSession, type Session, type SessionParts } from '../../connection/providers/hub/wire/session.ts';
import type { ClientProof } from '../../connection/providers/hub/wire/tokens.ts';
import { createDns, createHome, type OutsideParts } from '../../connection/providers/outside.ts';
import type { DesiredConnection } from '../../connection/types.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { DnsResolver } from '../../platform/resolver.ts';
import type { Credentials } from '../credentials.ts';

/** The running hub's own HTTP door, and what opens it. */
export interface OwnDoor {
  /** `http://127.0.0.1:8080`. */
  url(): string;
  readonly fetch: Fetch;
  /** The local administrator's credential. */
  administrator(): Promise<string>;
}

export interface ProviderParts {
  readonly ownDoor: OwnDoor;
  readonly credentials: Credentials;
  /** To Microsoft 365. */
  readonly fetch: Fetch;
  readonly secretOf: (reference: string) => string;
  readonly resolver: DnsResolver;
  readonly clock: Clock;
  readonly random: Random;
  /** For providers beside the hub: the address of the resolver, where Passerelle takes mail. */
  readonly outside: Pick<OutsideParts, 'resolver' | 'mail'>;
  wait(milliseconds: number): Promise<void>;
}

/** What a connection speaks to. */
export interface Outsides {
  /** The providers that it names, the hub's first. */
  providers(connection: DesiredConnection): Promise<readonly Provider[]>;
  /** What lint looks at. */
  facts(connection: DesiredConnection): Promise<HubFacts>;
}

/** Sessions are kept, and so their tokens. */
export function createOutsides(parts: ProviderParts): Outsides {
  const sessions = new Map<string, Session>();
  return {
    providers: async (connection) => [
      createHubProvider({ session: await sessionOf(parts, sessions, connection.hub), connection }),
      homeOf(connection, parts),
      dnsOf(connection, parts),
    ],
    facts: async (connection) =>
      readFacts(await sessionOf(parts, sessions, connection.hub), connection, parts.resolver),
  };
}

/** Where nobody logs in from here, exact values are typed. */
function homeOf(connection: DesiredConnection, parts: ProviderParts): Provider {
  const { kind, configDirectory, credentials } = connection.home;
  if (configDirectory === undefined && credentials === undefined) return createGuidedHome(kind);
  return createHome(connection, outsideOf(parts));
}

function dnsOf(connection: DesiredConnection, parts: ProviderParts): Provider {
  return connection.dns.kind === 'rfc2136' ? createDns(connection, outsideOf(parts)) : createGuidedDns();
}

function outsideOf({ clock, random, secretOf, outside }: ProviderParts): OutsideParts {
  return { clock, random, readSecret: secretOf, ...outside, needs: { records: [], sendingAddresses: [] } };
}

async function sessionOf(
  parts: ProviderParts,
  sessions: Map<string, Session>,
  hub: DesiredConnection['hub'],
): Promise<Session> {
  const name = hub.kind === 'passerelle' ? parts.ownDoor.url() : JSON.stringify(hub);
  const present = sessions.get(name);
  if (present !== undefined) return present;
  const session = createSession(hub.kind === 'passerelle' ? await builtIn(parts) : microsoft(parts, hub));
  sessions.set(name, session);
  return session;
}

/** The engine is a client of its own hub like any other, with a secret that lives as long as the process. */
async function builtIn(parts: ProviderParts): Promise<SessionParts> {
  const { credentials, ownDoor } = parts;
  let client: Promise<ClientProof> | undefined;
  return {
    ...parts,
    address: builtInAddress(ownDoor.url(), await credentials.tenant()),
    fetch: ownDoor.fetch,
    administrator: ownDoor.administrator,
    proof: () => {
      client ??= credentials
        .createClient('the connection of this hub', clientLifetime)
        .then(({ clientId, clientSecret }) => ({ kind: 'secret', clientId, secret: clientSecret }));
      return client;
    },
  };
}

/** A process that runs longer makes another with its next start; milliseconds. */
const clientLifetime = 365 * 24 * 3600 * 1000;

function microsoft(
  parts: ProviderParts,
  { tenant, credentials }: Extract<DesiredConnection['hub'], { kind: 'microsoft365' }>,
): SessionParts {
  return {
    ...parts,
    address: microsoftAddress(tenant),
    proof: async () => proofOf(credentials, parts.secretOf),
  };
}

function proofOf(
  { clientId, secret, certificate }: { clientId: string; secret?: string; certificate?: string },
  secretOf: (reference: string) => string,
): ClientProof {
  if (certificate !== undefined) return { kind: 'certificate', clientId, pem: secretOf(certificate) };
  return { kind: 'secret', clientId, secret: secretOf(secret ?? '') };
}
