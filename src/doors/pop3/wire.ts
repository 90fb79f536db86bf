import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Pop3Limits } from './limits.ts';
import { type Line, takeLine } from './line.ts';
import type { TlsUpgrade } from './tlsUpgrade.ts';

/** After our last reply the peer has this long to close its side, so that a reset does not eat the reply. */
const lingerMilliseconds = 2000;

/**
 * One connection, asked for its lines one by one: what the peer pipelines waits here, and
 * in the kernel, until the reply before it is out. Whatever goes wrong on it is its end.
 */
export class Wire {
  #socket: Socket;
  readonly #limits: Pop3Limits;
  #unread: Buffer = Buffer.alloc(0);
  #ended = false;
  #leaving = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket, limits: Pop3Limits) {
    this.#limits = limits;
    this.#socket = socket;
    socket.setNoDelay(true);
    this.#attach(socket);
  }

  /** The next line, or why there is none. */
  async line(): Promise<Line> {
    // Counted from the reply before, so that a peer that drips octets is idle too.
    const deadline = setTimeout(() => this.destroy(), this.#limits.idleMilliseconds);
    try {
      for (;;) {
        if (this.#leaving) return { kind: 'leaving' };
        const { line, rest } = takeLine(this.#unread, this.#limits.maxLineOctets);
        this.#unread = rest;
        if (line) return line;
        if (this.#ended) return { kind: 'ended' };
        this.#socket.resume();
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Resolves when there is room for more; a peer that does not read is idle and is cut off. */
  async send(octets: string | Buffer): Promise<void> {
    const socket = this.#socket;
    if (!socket.writable || socket.write(octets)) return;
    const gone = new AbortController();
    const end = () => gone.abort();
    socket.once('close', end);
    await once(socket, 'drain', { signal: gone.signal }).catch(() => undefined);
    socket.off('close', end);
  }

  /** Whether the peer has sent what has not been read. */
  get unread(): boolean {
    return this.#unread.length > 0;
  }

  /** False when there is no TLS afterwards, and no connection either. */
  async startTls(upgrade: TlsUpgrade): Promise<boolean> {
    const raw = this.#socket;
    raw.removeAllListeners('data').removeAllListeners('end').removeAllListeners('timeout');
    raw.setTimeout(0);
    const secured = await upgrade(raw, this.#limits.handshakeMilliseconds);
    if (secured === undefined) return false;
    this.#socket = secured;
    this.#attach(secured);
    return true;
  }

  /** Ends the wait for a line: the door closes. */
  leave(): void {
    this.#leaving = true;
    this.#wakeUp();
  }

  /** Ends the connection once what was sent is out. */
  finish(): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.end();
    // What still comes is read and forgotten.
    socket.removeAllListeners('data');
    socket.resume();
    const linger = setTimeout(() => socket.destroy(), lingerMilliseconds);
    socket.once('end', () => socket.destroySoon());
    socket.once('close', () => clearTimeout(linger));
    if (this.#ended) socket.destroySoon();
  }

  destroy(): void {
    this.#ended = true;
    this.#socket.destroy();
    this.#wakeUp();
  }

  #attach(socket: Socket): void {
    socket.setTimeout(this.#limits.idleMilliseconds, () => this.destroy());
    socket.on('data', (chunk: Buffer) => {
      this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
      socket.pause();
      this.#wakeUp();
    });
    const end = () => {
      this.#ended = true;
      this.#wakeUp();
    };
    socket.on('end', end).on('error', end).on('close', end);
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
