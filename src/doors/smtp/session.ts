import type { Connection } from '../../mail/envelope.ts';
import type { Visitor } from './admission.ts';
import { stackOf, type Transfer } from './content/transfer.ts';
import { InputQueue } from './inputQueue.ts';
import { LineInput } from './line.ts';
import { greeting, type Reply, replies } from './replies.ts';
import type { SessionState } from './state.ts';
import type { Dialog, Input, SmtpRoom } from './verb.ts';
import { outOfSequence, verbs } from './verbs/verbs.ts';

/** The way back to the peer; a socket, or a test. */
export interface Link {
  /** False asks to be fed no more until `Session.drained`. */
  send(text: string): boolean;
  /** Ends the connection once what was sent is out. */
  finish(): void;
  startTls(): void;
  pause(): void;
  resume(): void;
}

/** One SMTP or LMTP session: octets in, replies out, whatever carries them. */
export class Session implements Dialog {
  readonly room: SmtpRoom;
  readonly visitor: Visitor;
  connection: Connection;
  state: SessionState = { kind: 'greeted' };
  readonly startedAt: number;
  heardAt: number;
  readonly #link: Link;
  readonly #queue: InputQueue;
  readonly #lines: LineInput;
  #input: Input;
  #transfer: Transfer | undefined;
  /** The answer to a challenge is expected, not a command. */
  #exchange: ((line: string) => void) | undefined;
  #unsent = '';
  #life: 'open' | 'startingTls' | 'handshake' | 'closed' = 'open';
  /** The peer does not read its replies. */
  #congested = false;
  #leaving = false;
  #commands = 0;
  #mistakes = 0;

  constructor(room: SmtpRoom, link: Link, connection: Connection, visitor: Visitor) {
    this.room = room;
    this.visitor = visitor;
    this.connection = connection;
    this.#link = link;
    this.#queue = new InputQueue(link);
    this.#lines = new LineInput(this, (line) => this.#take(line));
    this.#input = this.#lines;
    this.startedAt = room.clock.now();
    this.heardAt = this.startedAt;
  }

  greet(): void {
    this.reply(greeting(this.room.hostname, this.room.protocol));
    this.#flush();
  }

  get closed(): boolean {
    return this.#life === 'closed';
  }

  /** When the content under way began; undefined without one. */
  get contentAt(): number | undefined {
    return this.#transfer?.startedAt;
  }

  /** Whether the session waits for the intake or a handshake, not for its peer's next octet. */
  get waiting(): boolean {
    return this.#life === 'handshake' || (this.#queue.waiting && !this.#congested);
  }

  receive(chunk: Buffer): void {
    this.heardAt = this.room.clock.now();
    if (this.#life === 'closed') return;
    this.#queue.add(chunk);
    this.#run();
  }

  /** The peer will send no more; what it sent is still answered. */
  ended(): void {
    this.#queue.end();
    this.#run();
  }

  /** The connection is gone. */
  lost(): void {
    this.#life = 'closed';
    this.#abandon('connection ended');
    this.#queue.clear();
  }

  drained(): void {
    if (!this.#congested) return;
    this.#congested = false;
    if (this.#queue.release()) this.#run();
  }

  /** Says goodbye as soon as no message is under way. */
  leave(): void {
    this.#leaving = true;
    this.#run();
  }

  /** rfc3207#4.2: what was said before TLS is forgotten. */
  secured(certificateNames: readonly string[]): void {
    const { id, remoteAddress } = this.connection;
    const protocol = this.room.protocol === 'LMTP' ? 'LMTP' : 'SMTP';
    this.connection = { id, remoteAddress, greeting: '', protocol, tls: true, certificateNames };
    this.state = { kind: 'greeted' };
    this.#life = 'open';
    if (certificateNames.length > 0 && !this.bound()) this.visitor.earnedTrust = true;
    this.#run();
  }

  reply(text: Reply): void {
    this.#unsent += text;
  }

  mistake(text: Reply): void {
    this.#mistakes++;
    if (this.#mistakes < this.room.limits.maxBadCommands || !this.bound()) this.reply(text);
    else this.close(text + replies.tooManyMistakes);
  }

  close(text: Reply): void {
    if (this.#life === 'closed') return;
    this.#life = 'closed';
    this.reply(text);
    this.#abandon('session closed');
    this.#queue.clear();
    if (this.#unsent !== '') this.#link.send(this.#unsent);
    this.#unsent = '';
    this.#link.finish();
  }

  bound(): boolean {
    return !this.room.intake.trusted(this.connection);
  }

  reset(reason: string): void {
    this.#abandon(reason);
    if (this.state.kind !== 'greeted') this.state = { kind: 'ready' };
  }

  expectLine(take: (line: string) => void): void {
    this.#exchange = take;
  }

  inExchange(): boolean {
    return this.#exchange !== undefined;
  }

  endExchange(): void {
    this.#exchange = undefined;
  }

  expectContent(input: Input, transfer?: Transfer): void {
    this.#input = input;
    this.#transfer = transfer;
  }

  expectCommand(): void {
    this.#input = this.#lines;
    // Between two BDAT the message stays under way.
    if (this.state.kind === 'ready') this.#transfer = undefined;
  }

  wait<T>(promise: Promise<T>, done: (value: T) => void, failed: (fault: unknown) => void): void {
    this.#queue.hold();
    promise.then(
      (value) => this.#released(() => done(value)),
      (fault: unknown) => this.#released(() => failed(fault)),
    );
  }

  startTls(): void {
    this.#life = 'startingTls';
  }

  #released(act: () => void): void {
    try {
      act();
    } catch (fault) {
      this.#fault(fault);
    }
    this.heardAt = this.room.clock.now();
    if (this.#queue.release()) this.#run();
  }

  /** Reads what is there, then sends all replies of the batch in one write. */
  #run(): void {
    while (this.#life === 'open' && this.#queue.readNext(this.#input));
    if (this.#life === 'startingTls') this.#upgrade();
    if (this.#life !== 'open') return;
    this.#flush();
    if (this.#queue.waiting) return;
    if (this.#queue.finished) this.#endWithPeer();
    else if (this.#leaving && this.#transfer === undefined) this.close(replies.shuttingDown);
  }

  /** The peer closed its side and everything it said is answered. */
  #endWithPeer(): void {
    this.#abandon('connection ended');
    this.close('');
  }

  /** rfc3207#6: plaintext sent behind STARTTLS would be read as if it came under TLS. */
  #upgrade(): void {
    if (!this.#queue.empty) {
      this.close(replies.plaintextAfterStartTls);
      return;
    }
    this.#life = 'handshake';
    this.#abandon('STARTTLS');
    this.reply(replies.readyForTls);
    this.#flush();
    this.#link.startTls();
  }

  #flush(): void {
    if (this.#unsent === '') return;
    const text = this.#unsent;
    this.#unsent = '';
    if (this.#link.send(text) || this.#congested) return;
    this.#congested = true;
    this.#queue.hold();
  }

  #take(line: string): void {
    try {
      const take = this.#exchange;
      if (take) {
        this.endExchange();
        take(line);
      } else this.#command(line);
    } catch (fault) {
      this.#fault(fault);
    }
  }

  #command(line: string): void {
    this.#commands++;
    if (this.#commands > this.room.limits.maxCommands && this.bound()) {
      this.close(replies.tooManyCommands);
      return;
    }
    const space = line.indexOf(' ');
    const name = space < 0 ? line : line.slice(0, space);
    const verb = verbs[this.room.protocol].get(name) ?? verbs[this.room.protocol].get(name.trimEnd().toUpperCase());
    const argument = space < 0 ? '' : line.slice(space + 1).trim();
    if (!verb) this.mistake(replies.unknownCommand);
    else if (verb.legal.includes(this.state.kind)) verb.run(this, argument);
    else if (verb.outOfSequence) verb.outOfSequence(this, argument);
    else this.mistake(outOfSequence(verb, this.state.kind));
  }

  #fault(fault: unknown): void {
    this.room.log.error({ connection: this.connection.id, stack: stackOf(fault) }, 'SMTP command failed');
    this.reply(replies.fault);
  }

  #abandon(reason: string): void {
    this.#transfer?.abandon(reason);
    this.#transfer = undefined;
  }
}
