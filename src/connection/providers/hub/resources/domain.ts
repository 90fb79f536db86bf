import type { Observed } from '../../../provider.ts';
import { openReading } from '../reading.ts';
import { type HubResource, hubKey, nameIn, type Values } from '../resource.ts';
import type { Row } from '../wire/exchange.ts';
import { graph } from '../wire/graph.ts';
import { saysNotFound } from '../wire/hubError.ts';
import type { Session } from '../wire/session.ts';

/**
 * S4: the organisation's domain, known at the hub. At the built-in hub it serves mail from
 * then on: it belongs to one organisation, on a machine of its own, and takes the
 * administrator's word for the domain.
 */
export const domain: HubResource = {
  kind: 'domain',
  want: (connection) => [
    {
      key: hubKey('domain', connection.domain),
      step: 'hub.domain',
      heading: `${connection.organisation}, ${connection.domain}`,
      phase: 'domain',
      title: `Domain ${connection.domain} of ${connection.organisation}`,
      why: 'Before people are added, so that their addresses are those they have.',
      value: wantedValue(connection.domain, connection.hub.kind === 'passerelle'),
      reversible: true,
      touches: [],
      permission: 'Domain.ReadWrite.All',
      call: `POST /domains {"id":"${connection.domain}"}`,
    },
  ],
  async read(reading, wanted) {
    const domains = await reading.domains();
    const ours = reading.connection.hub.kind === 'passerelle';
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const found = domains.get(nameIn(key));
        if (found === undefined) return [key, { kind: 'absent' }];
        const value: Values = ours ? { id: nameIn(key), mail: servesMail(found) } : { id: nameIn(key) };
        return [key, { kind: 'there', value, owner: 'unmarkable' }];
      }),
    );
  },
  async write({ session, connection }, { name, value }) {
    if (value === undefined) {
      await graph(session, 'DELETE', `/domains/${encodeURIComponent(name)}`).catch(unless(saysNotFound));
      return;
    }
    const present = (await openReading(session, connection).domains()).get(name);
    if (present === undefined) await graph(session, 'POST', '/domains', { id: name });
    if (connection.hub.kind === 'passerelle') await proveAndUse(session, name, present);
  },
};

function wantedValue(id: string, ours: boolean): Values {
  return ours ? { id, mail: true } : { id };
}

/** The hub believes that it is ours, and takes mail for it. */
export async function proveAndUse(session: Session, name: string, present: Row | undefined): Promise<void> {
  const path = `/domains/${encodeURIComponent(name)}`;
  if (present?.isVerified !== true) await graph(session, 'POST', `${path}/verify`, {});
  if (present !== undefined && servesMail(present)) return;
  const others = Array.isArray(present?.supportedServices) ? (present.supportedServices as string[]) : [];
  const services = [...new Set([...others.filter((one) => one !== 'EmailInternalRelayOnly'), 'Email'])];
  await graph(session, 'PATCH', path, { supportedServices: services });
}

export function servesMail(domainRow: Row): boolean {
  const { isVerified, supportedServices } = domainRow;
  return isVerified === true && Array.isArray(supportedServices) && supportedServices.includes('Email');
}

/** A failure that means that it is so already is none. */
export function unless(expected: (fault: unknown) => boolean): (fault: unknown) => void {
  return (fault) => {
    if (!expected(fault)) throw fault;
  };
}
