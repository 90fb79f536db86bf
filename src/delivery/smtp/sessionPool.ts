import type { SmtpSession } from './session.ts';

interface Idle {
  readonly session: SmtpSession;
  readonly timer: NodeJS.Timeout;
}

/** Connections that wait for the next message to the same place. */
export class SessionPool {
  readonly #idle = new Map<string, Idle[]>();
  readonly #idleMilliseconds: number;
  readonly #messagesPerConnection: number;
  #closed = false;

  constructor(limits: { idleMilliseconds: number; messagesPerConnection: number }) {
    this.#idleMilliseconds = limits.idleMilliseconds;
    this.#messagesPerConnection = limits.messagesPerConnection;
  }

  /** A connection that answers, if there is one; RSET shows it and makes it clean. */
  async take(place: string): Promise<SmtpSession | undefined> {
    for (;;) {
      const idle = this.#idle.get(place)?.pop();
      if (!idle) return undefined;
      clearTimeout(idle.timer);
      if (!idle.session.open) continue;
      try {
        await idle.session.reset();
        return idle.session;
      } catch {
        // The peer has gone while nobody looked: not this message's failure.
        idle.session.close();
      }
    }
  }

  give(place: string, session: SmtpSession): void {
    if (this.#closed || !session.open || session.messages >= this.#messagesPerConnection) {
      session.quit();
      return;
    }
    const waiting = this.#idle.get(place) ?? [];
    this.#idle.set(place, waiting);
    const timer = setTimeout(() => {
      const index = waiting.findIndex((idle) => idle.session === session);
      if (index >= 0) waiting.splice(index, 1);
      if (waiting.length === 0 && this.#idle.get(place) === waiting) this.#idle.delete(place);
      session.quit();
    }, this.#idleMilliseconds);
    timer.unref();
    waiting.push({ session, timer });
  }

  close(): void {
    this.#closed = true;
    for (const { session, timer } of [...this.#idle.values()].flat()) {
      clearTimeout(timer);
      session.quit();
    }
    this.#idle.clear();
  }
}
