import type { Connection } from '../mail/envelope.ts';
import { compileIpRanges } from '../mail/ipRanges.ts';
import type { InboundConnector } from './types.ts';

export interface ReadyInboundConnector {
  readonly connector: InboundConnector;
  matches(connection: Connection): boolean;
}

/**
 * A connector that names several marks (range, certificate, user) asks for all of them;
 * one that names none matches nobody.
 */
export function compileInboundConnector(connector: InboundConnector): ReadyInboundConnector {
  const marks: ((connection: Connection) => boolean)[] = [];
  if (connector.senderIpAddresses.length > 0) {
    const ranges = compileIpRanges(connector.senderIpAddresses);
    marks.push(({ remoteAddress }) => ranges.contains(remoteAddress));
  }
  const certificate = connector.tlsSenderCertificateName?.toLowerCase();
  if (certificate !== undefined) {
    marks.push(({ tls, certificateNames }) => tls && certificateNames.some((name) => namesAgree(certificate, name)));
  }
  const user = connector.smtpAuthUser;
  if (user !== undefined) marks.push(({ authenticatedAs }) => authenticatedAs === user);
  const secure = (connection: Connection) => connection.tls || connector.requireTls !== true;
  return {
    connector,
    matches: (connection) => marks.length > 0 && secure(connection) && marks.every((mark) => mark(connection)),
  };
}

/** Either side may be a wildcard, which stands for one label (rfc6125#6.4.3). */
function namesAgree(wanted: string, presented: string): boolean {
  const name = presented.toLowerCase();
  return wanted === name || covers(wanted, name) || covers(name, wanted);
}

function covers(wildcard: string, name: string): boolean {
  if (!wildcard.startsWith('*.') || name.startsWith('*')) return false;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === wildcard.slice(1);
}
