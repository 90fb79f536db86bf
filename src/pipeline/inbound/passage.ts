import { createHash } from 'node:crypto';
import { createContentCipher } from '../../delivery/contentCipher.ts';
import type { HubContext } from '../context.ts';

/**
 * Octets of a passed message on their way into the store, encrypted under a key that
 * exists in memory only until the commit that accepts the message writes it into its
 * jobs. A message that is not accepted in the end leaves nothing that can be read.
 */
export class Passage {
  readonly contentId: string;
  readonly key: Buffer;
  readonly #context: HubContext;
  readonly #cipher: ReturnType<typeof createContentCipher>;
  readonly #digest = createHash('sha256');
  #waiting: Buffer[] = [];
  #waitingOctets = 0;
  #sequence = 0;
  #written: Promise<unknown> = Promise.resolve();

  constructor(context: HubContext) {
    this.#context = context;
    this.contentId = context.random.uuid();
    this.key = context.random.bytes(32);
    this.#cipher = createContentCipher(this.key, this.contentId);
  }

  /** Returns a promise when a piece is being written: the sender waits for the disk, not the memory. */
  write(piece: Buffer): Promise<unknown> | undefined {
    this.#digest.update(piece);
    this.#waiting.push(this.#cipher.update(piece));
    this.#waitingOctets += piece.length;
    return this.#waitingOctets < this.#context.limits.contentPieceOctets ? undefined : this.#flush();
  }

  /** Resolves to the digest of the body, by which the same message is known when it comes again. */
  async end(): Promise<string> {
    await this.#flush();
    return this.#digest.digest('base64url');
  }

  /** Takes back what was written. */
  async abandon(): Promise<void> {
    this.#waiting = [];
    await this.#written.catch(() => undefined);
    if (this.#sequence > 0) {
      await this.#context.store.commit([{ type: 'dropContent', contentId: this.contentId }]);
    }
  }

  #flush(): Promise<unknown> {
    if (this.#waitingOctets === 0) return this.#written;
    const octets = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingOctets = 0;
    const sequence = this.#sequence++;
    const at = this.#context.clock.now();
    this.#written = this.#written.then(() =>
      this.#context.store.commit([{ type: 'addContent', contentId: this.contentId, sequence, octets, at }]),
    );
    return this.#written;
  }
}
