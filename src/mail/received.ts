import type { Connection, Envelope } from './envelope.ts';
import { mailDate } from './mailDate.ts';
import type { Header } from './message.ts';

export { mailDate };

/** Our trace line on a message that goes on (rfc5321#4.4). @param at ms */
export function receivedHeader(parts: { hostname: string; envelope: Envelope; at: number }): Header {
  const { connection, recipients, smtpUtf8 } = parts.envelope;
  const from = `from ${word(connection.greeting)} (${addressLiteral(connection.remoteAddress)})`;
  const by = `by ${word(parts.hostname)} with ${withProtocol(connection, smtpUtf8)} id ${word(connection.id)}`;
  const [only, ...others] = recipients;
  // rfc5321#7.6: naming one of several recipients would tell the others of it.
  const to = only && others.length === 0 ? ` for <${word(only.address)}>` : '';
  return { name: 'Received', value: `${from} ${by}${to}; ${mailDate(parts.at)}` };
}

/** rfc3848, and rfc6531#4.3 for SMTPUTF8. */
function withProtocol(connection: Connection, smtpUtf8: boolean): string {
  const security = (connection.tls ? 'S' : '') + (connection.authenticatedAs === undefined ? '' : 'A');
  if (connection.protocol === 'SMTP' && security === '') return 'SMTP';
  if (connection.protocol === 'LMTP') return `${smtpUtf8 ? 'UTF8LMTP' : 'LMTP'}${security}`;
  return `${smtpUtf8 ? 'UTF8SMTP' : 'ESMTP'}${security}`;
}

/** rfc5321#4.1.3. */
function addressLiteral(address: string): string {
  return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
}

/** What a peer said, as a word that can't end the clause or the comment it stands in. */
function word(text: string): string {
  return text.replace(/[\s()<>;\\"]+/g, '') || 'unknown';
}
