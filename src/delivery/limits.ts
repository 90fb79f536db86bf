export interface DeliveryLimits {
  /** How long a leased job is invisible to others. An attempt never lasts longer. */
  readonly leaseMilliseconds: number;
  /** An attempt that takes longer is broken off; shorter than the lease, so that nothing is sent by two. */
  readonly attemptMilliseconds: number;
  /** At most this long until the store is asked again: another process may have put jobs there. */
  readonly pollMilliseconds: number;
  readonly connectMilliseconds: number;
  /** Silence of the peer, rfc5321#4.5.3.2: 10 minutes after the final dot. */
  readonly silenceMilliseconds: number;
  /** How long an unused connection is kept for the next message. */
  readonly idleMilliseconds: number;
  readonly messagesPerConnection: number;
  /** Servers of one destination that are tried in one attempt. */
  readonly hostsPerAttempt: number;
  /** Where MX hosts listen. */
  readonly mxPort: number;
}

export const defaultDeliveryLimits: DeliveryLimits = {
  leaseMilliseconds: 30 * 60 * 1000,
  attemptMilliseconds: 25 * 60 * 1000,
  pollMilliseconds: 1000,
  connectMilliseconds: 30 * 1000,
  silenceMilliseconds: 10 * 60 * 1000,
  idleMilliseconds: 10 * 1000,
  messagesPerConnection: 100,
  hostsPerAttempt: 5,
  mxPort: 25,
};
