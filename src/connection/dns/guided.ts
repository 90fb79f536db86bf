import type { Observed, Phase, Provider, Wanted } from '../provider.ts';
import type { DesiredConnection } from '../types.ts';

/** DNS where no provider is connected: exact records to type. The MX of the organisation's own domain is never among them (law L5). */
export function createGuidedDns(): Provider {
  return {
    name: 'dns',
    capabilities: { records: { support: 'manual', note: 'typed where the zone is kept', verified: '2026-11-25' } },
    want: wantDns,
    read: async (wanted) => new Map(wanted.map(({ key }): [string, Observed] => [key, { kind: 'absent' }])),
    async write(key) {
      throw new Error(`'${key}' is typed by hand`);
    },
  };
}

function wantDns({ domain, home, hub, outbound }: DesiredConnection): Wanted[] {
  const wanted = [
    byHand('MX', 'dns.mx', 'invariants', `DNS: leave the MX of ${domain} as it is`, [
      { name: domain, value: 'unchanged: mail goes on arriving at the home' },
    ]),
    byHand('return-domain', 'dns.return-domain', 'return', `DNS: MX of ${home.returnDomain} to the home`, [
      {
        name: `${home.returnDomain}. MX`,
        value: `the same hosts as ${domain}., so that answers and reports to hub mail find their way`,
      },
    ]),
  ];
  if (hub.kind === 'microsoft365') {
    wanted.push(
      byHand('spf', 'dns.spf', 'authentication', `DNS: SPF of ${domain} names Microsoft 365`, [
        {
          name: `${domain}. TXT`,
          value:
            'in the one record that begins with v=spf1, add include:spf.protection.outlook.com before the last term (rfc7208#3.2: one record only)',
        },
      ]),
    );
  }
  if (hub.kind === 'microsoft365' || outbound.via === 'home') return wanted;
  return [
    ...wanted,
    byHand('spf', 'dns.spf', 'authentication', `DNS: SPF of ${domain} names the hub’s sending address`, [
      {
        name: `${domain}. TXT`,
        value:
          'in the one record that begins with v=spf1, add ip4: or ip6: with the hub’s address before the last term (rfc7208#3.2: one record only)',
      },
    ]),
    byHand('dkim', 'dns.dkim', 'authentication', `DNS: DKIM key of the hub for ${domain}`, [
      { name: `SELECTOR._domainkey.${domain}. TXT`, value: 'the record that the hub shows for its key' },
    ]),
    byHand('ptr', 'dns.ptr', 'authentication', 'DNS: the hub’s sending address has a name that leads back to it', [
      { name: 'PTR', value: 'ask whoever gave you the address for the record' },
    ]),
  ];
}

function byHand(
  name: string,
  step: string,
  phase: Phase,
  title: string,
  values: readonly { readonly name: string; readonly value: string }[],
): Wanted {
  return {
    ...{ key: `dns/${name}`, step, phase, title, why: 'Where the zone is kept, nobody logs in from here.' },
    value: values.map((one) => `${one.name}: ${one.value}`),
    ...{ reversible: true, touches: [], manual: { page: 'DNS', values, provedBy: 'attestation' } },
  };
}
