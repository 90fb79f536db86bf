import { isLoopbackAddress } from '../http/host.ts';
import { type Reply, replies } from './replies.ts';
import type { SessionState } from './state.ts';
import type { TlsUpgrade } from './tlsUpgrade.ts';
import type { Dialog, Pop3Room, Spoken, Verb } from './verb.ts';
import { verbs } from './verbs/verbs.ts';
import type { Wire } from './wire.ts';

/** Pieces of a message are gathered to about so many octets a write. */
const writeOctets = 64 * 1024;

/** One POP3 session, from greeting to end: one command after the other, each answered before the next is read. */
export class Session implements Dialog {
  readonly room: Pop3Room;
  readonly id: string;
  readonly remoteAddress: string;
  state: SessionState = { kind: 'authorization' };
  tls = false;
  readonly #wire: Wire;
  readonly #upgrade: TlsUpgrade | undefined;
  #open = true;
  #failedSignIns = 0;
  #mistakes = 0;

  constructor(
    room: Pop3Room,
    wire: Wire,
    peer: { readonly id: string; readonly remoteAddress: string },
    upgrade?: TlsUpgrade,
  ) {
    this.room = room;
    this.id = peer.id;
    this.remoteAddress = peer.remoteAddress;
    this.#wire = wire;
    this.#upgrade = upgrade;
  }

  /** Resolves when it is over; whatever ended it, the mailbox is free again. */
  async run(): Promise<void> {
    try {
      // rfc8314#3.3: on a port of its own TLS comes before anything is said.
      if (this.room.tlsFirst) await this.#secure();
      if (this.#open) await this.#wire.send(replies.greeting);
      while (this.#open) {
        const line = await this.#line();
        if (line !== undefined) await this.#command(line);
      }
    } finally {
      if (this.state.kind !== 'authorization') await this.state.maildrop.release();
      this.#wire.finish();
    }
  }

  passwordsAllowed(): boolean {
    return this.tls || isLoopbackAddress(this.remoteAddress);
  }

  async ask(challenge: Reply): Promise<string | undefined> {
    await this.#wire.send(challenge);
    return this.#line();
  }

  async send(first: Reply, pieces: Iterable<Buffer>): Promise<void> {
    let waiting: Buffer[] = [Buffer.from(first)];
    let octets = 0;
    for (const piece of pieces) {
      waiting.push(piece);
      octets += piece.length;
      if (octets < writeOctets) continue;
      await this.#wire.send(Buffer.concat(waiting));
      waiting = [];
      octets = 0;
    }
    await this.#wire.send(Buffer.concat(waiting));
  }

  async close(farewell: Reply): Promise<void> {
    this.#open = false;
    await this.#wire.send(farewell);
  }

  /** rfc2595#4: plaintext sent behind STLS would be read as if it came under TLS. */
  async startTls(first: Reply): Promise<void> {
    if (this.#upgrade === undefined || this.#wire.unread) return this.close(replies.plaintextAfterStls);
    await this.#wire.send(first);
    await this.#secure();
    this.state = { kind: 'authorization' };
  }

  /** Without TLS afterwards it is over. */
  async #secure(): Promise<void> {
    this.tls = this.#upgrade !== undefined && (await this.#wire.startTls(this.#upgrade));
    this.#open = this.tls;
  }

  async signInFailed(): Promise<Reply | Spoken> {
    this.#failedSignIns++;
    const { id, remoteAddress, room } = this;
    room.log.warn({ connection: id, remoteAddress }, 'POP3 sign-in failed');
    if (this.#failedSignIns < room.limits.failedSignIns) return replies.signInFailed;
    return void (await this.close(replies.tooManySignIns));
  }

  /** The next line; without one the session is over, and nothing that is marked is removed (rfc1939#6). */
  async #line(): Promise<string | undefined> {
    const line = await this.#wire.line();
    switch (line.kind) {
      case 'line':
        return line.text;
      case 'tooLong':
        await this.close(replies.lineTooLong);
        return undefined;
      case 'bareLineEnd':
        await this.close(replies.bareLineEnd);
        return undefined;
      case 'leaving':
        await this.close(replies.shuttingDown);
        return undefined;
      case 'ended':
        this.#open = false;
        return undefined;
    }
  }

  async #command(line: string): Promise<void> {
    const space = line.indexOf(' ');
    const name = (space < 0 ? line : line.slice(0, space)).toUpperCase();
    const verb = verbs.get(name);
    try {
      const reply = verb ? await this.#run(verb, space < 0 ? '' : line.slice(space + 1)) : replies.unknownCommand;
      if (reply !== undefined) await this.#answer(reply);
    } catch (fault) {
      const stack = fault instanceof Error ? fault.stack : String(fault);
      this.room.log.error({ connection: this.id, stack }, 'POP3 command failed');
      await this.#wire.send(replies.fault);
    }
  }

  #run(verb: Verb, argument: string): Reply | Promise<Reply | Spoken> {
    const { state } = this;
    // Nothing is read in the UPDATE state.
    if (state.kind === 'update') return replies.unknownCommand;
    if (verb.legal === 'both') return verb.run(this, argument, state);
    if (verb.legal === 'authorization') {
      return state.kind === 'authorization' ? verb.run(this, argument, state) : replies.signedInAlready;
    }
    return state.kind === 'transaction' ? verb.run(this, argument, state) : replies.signInFirst;
  }

  async #answer(reply: Reply): Promise<void> {
    if (reply.startsWith('-')) this.#mistakes++;
    if (this.#mistakes >= this.room.limits.mistakes) await this.close(replies.tooManyMistakes);
    else await this.#wire.send(reply);
  }
}
