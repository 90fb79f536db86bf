import { addressKey } from '../../platform/remoteAddress.ts';
import type { SmtpLimits } from './limits.ts';

/** One address that has connections here, or had some within the last minute. */
export interface Visitor {
  connections: number;
  /** Start of the minute that `messages` counts, milliseconds. */
  minuteFrom: number;
  messages: number;
  /**
   * A connection of it was trusted by its certificate or its AUTH. The next ones can't show
   * either before their greeting, so the limit of connections no longer binds the address.
   */
  earnedTrust: boolean;
}

const minute = 60_000;

/** Counts by address: how many connections, how many messages this minute. */
export class Admission {
  readonly #visitors = new Map<string, Visitor>();
  readonly #limits: SmtpLimits;

  constructor(limits: SmtpLimits) {
    this.#limits = limits;
  }

  visitor(address: string, now: number): Visitor {
    const key = addressKey(address);
    const known = this.#visitors.get(key);
    if (known) return known;
    const visitor: Visitor = { connections: 0, minuteFrom: now, messages: 0, earnedTrust: false };
    this.#visitors.set(key, visitor);
    return visitor;
  }

  /** Whether one more connection would be within the limit of its address. */
  hasRoom(visitor: Visitor): boolean {
    return visitor.earnedTrust || visitor.connections < this.#limits.connectionsPerAddress;
  }

  /** Forgets addresses without connections whose minute is over. */
  sweep(now: number): void {
    for (const [key, visitor] of this.#visitors) {
      if (visitor.connections === 0 && now - visitor.minuteFrom >= minute) this.#visitors.delete(key);
    }
  }
}

/** Counts one message; false when it is more than the minute allows. */
export function countMessage(visitor: Visitor, limits: SmtpLimits, now: number): boolean {
  if (now - visitor.minuteFrom >= minute) {
    visitor.minuteFrom = now;
    visitor.messages = 0;
  }
  visitor.messages++;
  return visitor.messages <= limits.messagesPerMinute;
}
