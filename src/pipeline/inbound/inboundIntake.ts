import { acceptRecipient, acceptSender } from '../../directory/acceptance.ts';
import { inboundConnectorFor } from '../../directory/recipients.ts';
import type { Connection, Envelope } from '../../mail/envelope.ts';
import type { HubContext } from '../context.ts';
import type { Intake } from '../intake.ts';
import { Arrival } from './arrival.ts';
import { createRefusalTrace } from './refusalTrace.ts';

export interface ConnectorCredentials {
  /** Whether the password is that of the inbound connector's SMTP AUTH user. */
  checkConnectorPassword(user: string, password: string): Promise<boolean>;
}

/** What the SMTP and LMTP doors hand their messages to: copies from the home, and nothing else, come in here. */
export function createInboundIntake(context: HubContext, credentials: ConnectorCredentials): Intake {
  const refusals = createRefusalTrace(context);
  const connectorOf = (connection: Connection) => inboundConnectorFor(context.directory(), connection);
  return {
    trusted: (connection) => connectorOf(connection) !== undefined,
    async authenticate(_connection, user, password) {
      const known = context.directory().inboundConnectors.some(({ smtpAuthUser }) => smtpAuthUser === user);
      return known && (await credentials.checkConnectorPassword(user, password));
    },
    sender: (connection, address) => acceptSender(context.directory(), connection, address),
    recipient(connection, sender, recipient) {
      const refusal = acceptRecipient(context.directory(), connection, sender, recipient.address);
      if (refusal) refusals.note(connection, sender, recipient.address, refusal);
      return refusal;
    },
    begin: (envelope: Envelope) => new Arrival(context, envelope, connectorOf(envelope.connection)?.name),
  };
}
