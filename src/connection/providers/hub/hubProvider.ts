/**
 * The hub, whichever kind: the same calls configure Microsoft 365 and the built-in hub, over
 * HTTP and nothing else (law L8). One kind of thing a file, in `resources/`.
 */
import type { Observed, Provider, Wanted } from '../../provider.ts';
import type { DesiredConnection } from '../../types.ts';
import { hubCapabilities } from './capabilities.ts';
import { openReading } from './reading.ts';
import { type HubResource, kindIn, nameIn } from './resource.ts';
import { acceptedDomain } from './resources/acceptedDomain.ts';
import { aliases } from './resources/aliases.ts';
import { connectorSignIn } from './resources/connectorSignIn.ts';
import { defaultDomain } from './resources/defaultDomain.ts';
import { dkim } from './resources/dkim.ts';
import { domain } from './resources/domain.ts';
import { forwarding } from './resources/forwarding.ts';
import { inboundConnector } from './resources/inboundConnector.ts';
import { licence } from './resources/licence.ts';
import { notices } from './resources/notices.ts';
import { organizationCustomization } from './resources/organizationCustomization.ts';
import { outboundConnector } from './resources/outboundConnector.ts';
import { outboundSpamPolicy } from './resources/outboundSpamPolicy.ts';
import { outlookOnTheWeb } from './resources/outlookOnTheWeb.ts';
import { person } from './resources/person.ts';
import { relay } from './resources/relay.ts';
import { remoteDomain } from './resources/remoteDomain.ts';
import { rulesInEffect } from './resources/rulesInEffect.ts';
import { setting } from './resources/setting.ts';
import { timeZone } from './resources/timeZone.ts';
import { transportRule } from './resources/transportRule.ts';
import { verification } from './resources/verification.ts';
import { HubError, observedOf, refusalOf } from './wire/hubError.ts';
import type { Session } from './wire/session.ts';

/** In the order in which a phase makes them. */
const resources: readonly HubResource[] = [
  relay,
  domain,
  verification,
  organizationCustomization,
  acceptedDomain,
  defaultDomain,
  dkim,
  person,
  licence,
  aliases,
  timeZone,
  outlookOnTheWeb,
  setting,
  notices,
  transportRule,
  inboundConnector,
  outboundConnector,
  connectorSignIn,
  rulesInEffect,
  outboundSpamPolicy,
  remoteDomain,
  forwarding,
];

export function createHubProvider(parts: {
  readonly session: Session;
  readonly connection: DesiredConnection;
}): Provider {
  return {
    name: 'hub',
    capabilities: hubCapabilities,
    want: (connection) => resources.flatMap((resource) => resource.want(connection)),
    async read(wanted) {
      const reading = openReading(parts.session, parts.connection);
      const answers = await Promise.all(
        resources.map((resource) => {
          const own = wanted.filter(({ key }) => kindIn(key) === resource.kind);
          return own.length === 0 ? new Map<string, Observed>() : readSafely(resource, reading, own);
        }),
      );
      return new Map(answers.flatMap((answer) => [...answer]));
    },
    async write(key, value, before, owner = 'ours') {
      const resource = resources.find(({ kind }) => kind === kindIn(key));
      if (resource === undefined) throw new Error(`the hub has nothing called '${key}'`);
      try {
        await resource.write(parts, { name: nameIn(key), value, before, owner });
      } catch (fault) {
        throw fault instanceof HubError ? refusalOf(fault) : fault;
      }
    },
  };
}

/** An error of the hub's is told of each resource that it hid; it is never read as "absent". */
async function readSafely(
  resource: HubResource,
  reading: ReturnType<typeof openReading>,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, Observed>> {
  try {
    return await resource.read(reading, wanted);
  } catch (fault) {
    if (!(fault instanceof HubError)) throw fault;
    const observed = observedOf(fault);
    return new Map(wanted.map(({ key }) => [key, observed]));
  }
}
