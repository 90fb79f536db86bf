import type { Observed } from '../../../provider.ts';
import { type HubResource, hubKey, textIn, valuesOf } from '../resource.ts';
import { graph } from '../wire/graph.ts';

/** S4: new people get addresses in it. After InternalRelay: as the default of an authoritative domain, mail to colleagues without a mailbox would bounce. */
export const defaultDomain: HubResource = {
  kind: 'defaultDomain',
  want: ({ domain, hub }) => [
    {
      key: hubKey('defaultDomain', 'default'),
      step: 'hub.relay',
      heading: `Mail of ${domain}: InternalRelay, and the default domain`,
      phase: 'relay',
      title: `Default domain ${domain}`,
      why: 'Whoever is added later gets an address in it.',
      value: { id: domain },
      reversible: true,
      touches: [],
      needs: [hubKey(hub.kind === 'passerelle' ? 'domain' : 'verification', domain), hubKey('acceptedDomain', domain)],
      permission: 'Domain.ReadWrite.All',
      call: `PATCH /domains/${domain} {"isDefault":true}`,
    },
  ],
  async read(reading, wanted) {
    const found = [...(await reading.domains()).values()].find((one) => one.isDefault === true);
    const observed: Observed =
      found === undefined
        ? { kind: 'absent' }
        : { kind: 'there', value: { id: textIn(found, 'id').toLowerCase() }, owner: 'unmarkable' };
    return new Map(wanted.map(({ key }) => [key, observed]));
  },
  async write({ session }, { value }) {
    const id = valuesOf(value).id;
    if (typeof id !== 'string') return;
    await graph(session, 'PATCH', `/domains/${encodeURIComponent(id)}`, { isDefault: true });
  },
};
