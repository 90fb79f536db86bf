/** Who a message came from, as far as the sample home can know, and what it writes above it. */
import { addressDomain, parseAddresses } from '../mail/address.ts';
import { parseAuthenticationResults } from '../mail/authentication/results.ts';
import type { Envelope } from '../mail/envelope.ts';
import { headerValue } from '../mail/headerBlock.ts';
import type { Header } from '../mail/message.ts';
import { originHeaderName } from '../mail/origin.ts';
import { receivedHeader } from '../mail/received.ts';

/** How the people of the sample greet when they send from their desks. */
export const deskGreeting = 'desk.contoso.example';

/** Servers of the sample's outside: everything comes from this machine, so their addresses are made up (rfc5737). */
export const outsideServers: Readonly<Record<string, string>> = {
  'mail.fabrikam.example': '192.0.2.25',
  'host7.spoofer.example': '198.51.100.7',
};

export type Source = 'desk' | 'hub' | 'outside';

export function sourceOf(envelope: Envelope, headers: readonly Header[], isOwn: (address: string) => boolean): Source {
  if (envelope.connection.greeting === deskGreeting) return 'desk';
  if (headerValue(headers, originHeaderName) !== undefined) return 'hub';
  // To outsiders the hub sends without its header; nobody else relays here.
  return envelope.recipients.every(({ address }) => !isOwn(address)) ? 'hub' : 'outside';
}

/** The header as it lies in the mailbox: what we saw on top, and nobody else's word under our name. */
export function markedHeaders(
  envelope: Envelope,
  headers: readonly Header[],
  about: { source: Source; authservId: string; domain: string; at: number },
): Header[] {
  const { source, authservId, domain, at } = about;
  const { connection, sender } = envelope;
  const seen = {
    ...connection,
    remoteAddress: outsideServers[connection.greeting] ?? connection.remoteAddress,
    ...(source === 'desk' ? { authenticatedAs: sender } : {}),
  };
  const received = receivedHeader({ hostname: authservId, envelope: { ...envelope, connection: seen }, at });
  const from = parseAddresses(headerValue(headers, 'From') ?? '')[0]?.address ?? '';
  return [
    ...(source === 'outside' ? [verdict(authservId, addressDomain(from), addressDomain(sender), domain)] : []),
    received,
    // rfc8601#5: what bears our name and did not come from us goes.
    ...headers.filter(({ name, value }) => !isForged(name, value, authservId)),
  ];
}

function isForged(name: string, value: string, authservId: string): boolean {
  return name.toLowerCase() === 'authentication-results' && parseAuthenticationResults(value).authservId === authservId;
}

/** A table in the place of DNS: fabrikam.example authenticates its mail, and nobody outside can pass for us. */
function verdict(authservId: string, from: string, sender: string, domain: string): Header {
  const results = () => {
    switch (from) {
      case 'fabrikam.example':
        return `spf=pass smtp.mailfrom=${sender || from}; dkim=pass header.d=${from}; dmarc=pass header.from=${from}`;
      case domain:
        return `spf=fail smtp.mailfrom=${sender || from}; dkim=none; dmarc=fail header.from=${from}`;
      default:
        return 'spf=none; dkim=none; dmarc=none';
    }
  };
  return { name: 'Authentication-Results', value: `${authservId}; ${results()}` };
}
