import type { Input } from './verb.ts';

/** Octets held while something is waited for; more than this, and the peer is made to wait too. */
const heldOctets = 64 * 1024;

/**
 * What the peer has sent and nobody has read. While anything is waited for (a commit, an
 * intake that asks for time, a peer that does not read its replies) nothing is read on, so
 * replies keep the order of commands; a little is held, then the socket is paused.
 */
export class InputQueue {
  readonly #link: { pause(): void; resume(): void };
  readonly #chunks: Buffer[] = [];
  /** Where the first chunk is read next. */
  #at = 0;
  #octets = 0;
  #holds = 0;
  #paused = false;
  #ended = false;

  constructor(link: { pause(): void; resume(): void }) {
    this.#link = link;
  }

  get waiting(): boolean {
    return this.#holds > 0;
  }

  get empty(): boolean {
    return this.#chunks.length === 0;
  }

  /** Whether the peer's last octet has been read. */
  get finished(): boolean {
    return this.#ended && this.empty;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#octets += chunk.length;
    if (this.#holds === 0 || this.#paused || this.#octets < heldOctets) return;
    this.#paused = true;
    this.#link.pause();
  }

  end(): void {
    this.#ended = true;
  }

  clear(): void {
    this.#chunks.length = 0;
    this.#octets = 0;
    this.#at = 0;
  }

  hold(): void {
    this.#holds++;
  }

  /** True when nothing else is waited for. */
  release(): boolean {
    if (this.#holds > 0) this.#holds--;
    if (this.#holds > 0) return false;
    if (this.#paused) {
      this.#paused = false;
      this.#link.resume();
    }
    return true;
  }

  /** Lets the input read once; false when there is nothing to read or something to wait for. */
  readNext(input: Input): boolean {
    const chunk = this.#chunks[0];
    if (chunk === undefined || this.#holds > 0) return false;
    const at = input.read(chunk, this.#at);
    // The input may have closed the session, which clears the queue.
    if (this.#chunks[0] !== chunk) return false;
    if (at < chunk.length) {
      this.#at = at;
      return true;
    }
    this.#chunks.shift();
    this.#octets -= chunk.length;
    this.#at = 0;
    return true;
  }
}
