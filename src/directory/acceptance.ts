/**
 * Who may speak to whom, in Exchange's words. As there, a message is attributed to the
 * organisation by its recipients' domain, so strangers are turned away at RCPT: only then
 * is it known whether they wanted us, or a relay.
 */
import { addressDomain } from '../mail/address.ts';
import type { Connection } from '../mail/envelope.ts';
import { type Refusal, refuse } from '../mail/refusal.ts';
import { addressKey } from './addressKey.ts';
import { inboundConnectorFor, isOwnDomain, resolveRecipient } from './recipients.ts';
import type { Directory } from './types.ts';

/** At MAIL: the null sender (rfc5321#4.5.5) and every full address may go on; a name without a domain may not. */
export function acceptSender(_directory: Directory, _connection: Connection, sender: string): Refusal | undefined {
  if (sender === '' || addressKey(sender) !== undefined) return undefined;
  return refuse(501, '5.1.7', 'Invalid address', `sender '${sender}' has no domain`);
}

/** At RCPT. An unknown recipient of an InternalRelay domain is accepted here, and dropped at the end of the message (law L3). */
export function acceptRecipient(
  directory: Directory,
  connection: Connection,
  sender: string,
  recipient: string,
): Refusal | undefined {
  const resolved = resolveRecipient(directory, recipient);
  if (resolved.kind === 'foreign') return notOurDomain;
  if (inboundConnectorFor(directory, connection) === undefined) {
    // Nobody outside sends as the organisation, at its return domain neither.
    return isOwnDomain(directory, addressDomain(sender)) ? directSend : throughNoConnector;
  }
  if (resolved.kind === 'unknown' && resolved.domain.type === 'Authoritative') return unknownRecipient;
  return undefined;
}

const notOurDomain = refuse(550, '5.7.64', 'TenantAttribution; Relay Access Denied');

const directSend = refuse(
  550,
  '5.7.68',
  'TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources',
);

const throughNoConnector = refuse(
  550,
  '5.7.51',
  "TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set",
);

const unknownRecipient = refuse(550, '5.4.1', 'Recipient address rejected: Access denied');
