/**
 * What one peer may cost us. Limits of conduct (per address, rate, commands, mistakes,
 * total time) do not bind a peer that the intake trusts; limits of form and of
 * resources (sizes, recipients, idle time, total of connections) bind everybody.
 */
export interface SmtpLimits {
  /** Octets of one message after dot-unstuffing; told as SIZE (rfc1870). */
  readonly maxMessageOctets: number;
  /** Octets read and thrown away beyond that before the connection is closed. */
  readonly maxDrainOctets: number;
  /** Octets of a command line with its CRLF; rfc5321#4.5.3.1.4 asks for 512 and room for extensions. */
  readonly maxLineOctets: number;
  /** The same for AUTH and its continuation lines (rfc4954#4). */
  readonly maxAuthLineOctets: number;
  /** Recipients of one message; rfc5321#4.5.3.1.8 asks for 100 at least. */
  readonly maxRecipients: number;
  /** Commands of one session, bound by conduct. */
  readonly maxCommands: number;
  /** Commands of one session that were wrong, unknown or out of sequence, bound by conduct. */
  readonly maxBadCommands: number;
  /** Connections open at a time, of everybody. */
  readonly connections: number;
  /** Connections open at a time from one IPv4 address or one IPv6 /64, bound by conduct. */
  readonly connectionsPerAddress: number;
  /** MAIL commands a minute from one address, bound by conduct. */
  readonly messagesPerMinute: number;
  /** Without an octet from the peer; rfc5321#4.5.3.2.7 asks for 5 minutes. */
  readonly idleMilliseconds: number;
  /** From greeting to end, bound by conduct. */
  readonly sessionMilliseconds: number;
  /** From DATA or the first BDAT to the end of the content. */
  readonly dataMilliseconds: number;
}

const megabyte = 1024 * 1024;
const minute = 60_000;

export const defaultSmtpLimits: SmtpLimits = {
  maxMessageOctets: 150 * megabyte,
  maxDrainOctets: 50 * megabyte,
  maxLineOctets: 2048,
  maxAuthLineOctets: 4096,
  maxRecipients: 1000,
  maxCommands: 10_000,
  maxBadCommands: 10,
  connections: 500,
  connectionsPerAddress: 20,
  messagesPerMinute: 600,
  idleMilliseconds: 5 * minute,
  sessionMilliseconds: 60 * minute,
  dataMilliseconds: 30 * minute,
};
