import type { Observed } from '../../../provider.ts';
import { type HubResource, hubKey, nameIn, textIn, valuesOf } from '../resource.ts';
import { invoke } from '../wire/exchange.ts';

/** S13: mail for people without a mailbox on the hub is the home's to deliver, so the domain relays. */
export const acceptedDomain: HubResource = {
  kind: 'acceptedDomain',
  want: ({ domain, hub }) => [
    {
      key: hubKey('acceptedDomain', domain),
      step: 'hub.relay',
      phase: 'relay',
      title: `Accepted domain ${domain}: InternalRelay`,
      why: 'Mailboxes without a place on the hub stay valid addresses: the home has them.',
      value: { DomainType: 'InternalRelay', MatchSubDomains: false },
      reversible: true,
      touches: [],
      needs: hub.kind === 'microsoft365' ? [hubKey('verification', domain)] : [hubKey('domain', domain)],
      permission: 'Exchange.ManageAsApp, Exchange Administrator',
      call: `Set-AcceptedDomain -Identity "${domain}" -DomainType InternalRelay -MatchSubDomains $false`,
    },
  ],
  async read(reading, wanted) {
    const [rows, domains] = await Promise.all([reading.listed('Get-AcceptedDomain'), reading.domains()]);
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const row = rows.find((one) => textIn(one, 'DomainName').toLowerCase() === nameIn(key));
        if (row === undefined) {
          // Exchange hears of a domain minutes after Graph.
          const known = domains.get(nameIn(key))?.isVerified === true;
          return [
            key,
            known ? { kind: 'propagating', why: 'Exchange does not list the domain yet' } : { kind: 'absent' },
          ];
        }
        const value = { DomainType: textIn(row, 'DomainType'), MatchSubDomains: row.MatchSubDomains === true };
        return [key, { kind: 'there', value, owner: 'unmarkable' }];
      }),
    );
  },
  async write({ session }, { name, value }) {
    // An accepted domain comes and goes with the domain itself.
    if (value === undefined) return;
    await invoke(session, { name: 'Set-AcceptedDomain', parameters: { Identity: name, ...valuesOf(value) } });
  },
};
