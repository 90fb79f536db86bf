import { addressDomain } from '../mail/address.ts';
import type { Connection } from '../mail/envelope.ts';
import { type Refusal, refuse } from '../mail/refusal.ts';
import { inboundConnectorFor, isOwnDomain, resolveRecipient } from './recipients.ts';
import type { Directory } from './types.ts';

/** MAIL FROM is judged with the first recipient, as Exchange does: only then is it known whose mail it is. */
export function acceptSender(): Refusal | undefined {
  return undefined;
}

/** Exchange's attribution (facts of New-InboundConnector, Set-OrganizationConfig, DBEB): who may hand us mail for whom. */
export function acceptRecipient(
  directory: Directory,
  connection: Connection,
  sender: string,
  recipient: string,
): Refusal | undefined {
  const resolved = resolveRecipient(directory, recipient);
  if (resolved.kind === 'foreign') {
    return refuse(550, '5.7.64', 'TenantAttribution; Relay Access Denied', `not our domain: ${addressDomain(recipient)}`);
  }
  if (!inboundConnectorFor(directory, connection)) {
    return sender !== '' && isOwnDomain(directory, addressDomain(sender))
      ? refuse(
          550,
          '5.7.68',
          'TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources',
        )
      : refuse(
          550,
          '5.7.51',
          'TenantInboundAttribution; this organization takes mail through its partner connector only',
        );
  }
  if (resolved.kind === 'unknown' && resolved.domain.type === 'Authoritative') {
    return refuse(550, '5.4.1', 'Recipient address rejected: Access denied');
  }
  return undefined;
}
