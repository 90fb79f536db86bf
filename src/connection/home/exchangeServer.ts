import { localPart } from '../../mail/address.ts';
import type { HomeInstructions } from './guided.ts';

export const exchangeServer: HomeInstructions = {
  copies: ({ domain, people }, hubHost) => [
    `New-SendConnector -Name Passerelle -AddressSpaces "passerelle-copy.${domain}" -SmartHosts "${hubHost}" -DNSRoutingEnabled $false`,
    ...people.map(
      ({ address }) =>
        `New-TransportRule -Name "Passerelle ${address}" -SentTo "${address}" -BlindCopyTo "${localPart(address)}@passerelle-copy.${domain}"`,
    ),
    `an address rewriting entry turns passerelle-copy.${domain} back into ${domain} on the way to the hub`,
  ],
  returnDomain: ({ home }) => [
    `New-AcceptedDomain -Name "${home.returnDomain}" -DomainName "${home.returnDomain}" -DomainType Authoritative`,
    `add %m@${home.returnDomain} to the e-mail address policy`,
  ],
  answers: (_connection, answers) => [
    `New-TransportRule -Name "Passerelle answers" -FromScope InOrganization -MessageTypeMatches Calendaring -SentToScope NotInOrganization -BlindCopyTo "${answers}"`,
  ],
};
