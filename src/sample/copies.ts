import type { Log } from '../platform/log.ts';
import { type Posting, post, Refused } from './post.ts';

/** Pauses between attempts, ms; after the last one a copy is given up. */
const pauses = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000];
const mostWaiting = 1000;

type Copy = Omit<Posting, 'port' | 'greeting' | 'notify'>;

/** Dual delivery: copies on their way to the hub, in order, tried again while it does not answer. */
export class Copies {
  readonly #port: number;
  readonly #greeting: string;
  readonly #log: Log;
  readonly #waiting: Copy[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(parts: { port: number; greeting: string; log: Log }) {
    this.#port = parts.port;
    this.#greeting = parts.greeting;
    this.#log = parts.log;
  }

  add(copy: Copy): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#log.warn({ to: copy.to }, 'sample home: too many copies wait, one is left out');
      return;
    }
    this.#waiting.push(copy);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** When every copy has been handed over, or given up. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#wake?.();
    await this.settled();
  }

  async #run(): Promise<void> {
    for (let copy = this.#waiting.shift(); copy; copy = this.#waiting.shift()) await this.#handOver(copy);
  }

  async #handOver(copy: Copy): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt++) {
      try {
        // A copy is nobody's business but ours: no report about it goes to the sender.
        return await post({ ...copy, port: this.#port, greeting: this.#greeting, notify: 'NEVER' });
      } catch (fault) {
        const pause = pauses[attempt];
        if (fault instanceof Refused || pause === undefined) {
          this.#log.warn({ fault: String(fault), to: copy.to }, 'sample home: the hub took no copy');
          return;
        }
        await this.#pause(pause);
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
