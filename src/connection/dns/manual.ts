import type { PlanStep } from '../steps/step.ts';
import type { DesiredConnection } from '../types.ts';

/** Records to type where no provider is connected. The MX of the organisation's own domain is never among them (law L5). */
export function planDns({ domain, home, outbound }: DesiredConnection): PlanStep[] {
  const steps = [
    manual('dns.mx', `DNS: leave the MX of ${domain} as it is`, ['mail goes on arriving at the home']),
    manual('dns.return-domain', `DNS: MX of ${home.returnDomain} to the home`, [
      `${home.returnDomain}. MX: the same hosts as ${domain}., so that answers and reports to hub mail find their way`,
    ]),
  ];
  if (outbound.via === 'home') return steps;
  return [
    ...steps,
    manual('dns.spf', `DNS: SPF of ${domain} names the hub’s sending address`, [
      `in the one TXT record of ${domain}. that begins with v=spf1, add ip4: or ip6: with the hub’s address before the last term (rfc7208#3.2: one record only)`,
    ]),
    manual('dns.dkim', `DNS: DKIM key of the hub for ${domain}`, [
      `SELECTOR._domainkey.${domain}. TXT: the record that the hub shows for its key`,
    ]),
    manual('dns.ptr', 'DNS: the hub’s sending address has a name that leads back to it', [
      'ask whoever gave you the address for a PTR record',
    ]),
  ];
}

function manual(id: string, title: string, detail: readonly string[]): PlanStep {
  return { id, title, state: 'manual', reversible: true, detail };
}
