/** What became of one attempt to deliver a job. */
export type AttemptResult =
  | {
      readonly kind: 'delivered';
      /** The peer's answer to the message, e.g. `250 2.0.0 Ok: queued as 4F2`. */
      readonly reply: string;
      /** host:port. */
      readonly peer: string;
      /** Whether the peer reports by itself (rfc3461). */
      readonly offersDsn: boolean;
      /** Octets of the message. */
      readonly size: number;
    }
  | Failure;

export interface Failure {
  readonly kind: 'temporary' | 'permanent';
  /** Who failed: the peer's answer to this message, the way to it (connection, TLS, AUTH), DNS, or our own configuration. */
  readonly because: 'reply' | 'connection' | 'dns' | 'configuration';
  /** rfc3463 status. */
  readonly status: string;
  /** One line for trace and report: the peer's reply, or what went wrong. */
  readonly reply: string;
  /** host:port, or '' when nobody was reached. */
  readonly peer: string;
}

export function failure(
  kind: Failure['kind'],
  because: Failure['because'],
  status: string,
  reply: string,
  peer = '',
): Failure {
  return { kind, because, status, reply: oneLine(reply), peer };
}

/** Replies are the peer's words: several lines become one, and not a long one. */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\0]+/g, ' ')
    .trim()
    .slice(0, 300);
}
