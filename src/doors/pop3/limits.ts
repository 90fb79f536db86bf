/** What one peer may cost us. They bind everybody. */
export interface Pop3Limits {
  /** Octets of a line with its CRLF; rfc2449#4 asks for 255, rfc4616#2 for about 1,100 in an answer to AUTH PLAIN. */
  readonly maxLineOctets: number;
  /** Connections open at a time, of everybody. */
  readonly connections: number;
  /** Connections open at a time from one IPv4 address or one IPv6 /64. */
  readonly connectionsPerAddress: number;
  /** From one command to the next, or without progress of a reply; rfc1939#3 asks for 10 minutes at least. */
  readonly idleMilliseconds: number;
  /** For the TLS handshake. */
  readonly handshakeMilliseconds: number;
  /** Sign-ins of one session that may fail; the last of them ends it. */
  readonly failedSignIns: number;
  /** Commands of one session that may be wrong, unknown or out of place; the last of them ends it. */
  readonly mistakes: number;
}

const minute = 60_000;

export const defaultPop3Limits: Pop3Limits = {
  maxLineOctets: 2048,
  connections: 200,
  connectionsPerAddress: 20,
  idleMilliseconds: 10 * minute,
  handshakeMilliseconds: 30_000,
  failedSignIns: 3,
  mistakes: 100,
};
