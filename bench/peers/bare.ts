/**
 * The ceiling: node:net that reads mail and answers, and does nothing with it.
 * Arguments: `memory`, or `log FILE` to answer only when all that waits has been appended
 * to one shared log and flushed (group commit). Prints `ready PORT`.
 */
import { closeSync, fdatasync, openSync, write } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';

const [mode, file] = process.argv.slice(2);
const append = mode === 'log' && file !== undefined ? openLog(file) : undefined;
const ending = Buffer.from('\r\n.\r\n');

const server = createServer({ noDelay: true }, (socket) => {
  new Conversation(socket);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready ${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => process.exit(0));

class Conversation {
  readonly #socket: Socket;
  #inData = false;
  #leaving = false;
  /** Command text not yet ended by CRLF. */
  #command = '';
  /** Last octets of the body so far, in which the end may have begun. */
  #tail: Buffer = Buffer.alloc(0);
  #body: Buffer[] = [];
  /** What came in while the last message waits for its flush: answers keep their order. */
  #held: Buffer[] | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.write('220 bare ESMTP\r\n');
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece: Buffer) => this.#read(piece));
  }

  #read(piece: Buffer): void {
    if (this.#held !== undefined) {
      this.#held.push(piece);
      return;
    }
    let rest: Buffer | undefined = piece;
    let replies = '';
    while (rest !== undefined && rest.length > 0) {
      if (this.#inData) {
        rest = this.#readBody(rest);
        if (this.#hold(rest)) break;
        // Without a log the answer joins the other replies; with one it comes when it is flushed.
        if (!this.#inData && append === undefined) replies += '250 2.0.0 ok\r\n';
      } else {
        const end: number = rest.indexOf(10);
        this.#command += rest.toString('latin1', 0, end < 0 ? rest.length : end + 1);
        rest = end < 0 ? undefined : rest.subarray(end + 1);
        if (end >= 0) replies += this.#reply();
      }
    }
    if (replies !== '') this.#socket.write(replies);
    if (this.#leaving) this.#socket.end();
  }

  #reply(): string {
    const verb = this.#command.slice(0, 4).toUpperCase();
    this.#command = '';
    switch (verb) {
      case 'EHLO':
        return '250-bare\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 150000000\r\n';
      case 'DATA':
        this.#inData = true;
        this.#tail = Buffer.from('\r\n');
        this.#body = [];
        return '354 go on\r\n';
      case 'QUIT':
        this.#leaving = true;
        return '221 2.0.0 bye\r\n';
      default:
        return '250 2.0.0 ok\r\n';
    }
  }

  /** Gives back what lies after the end of the message, if it ends in this piece. */
  #readBody(piece: Buffer): Buffer | undefined {
    const seam = Buffer.concat([this.#tail, piece.subarray(0, ending.length - 1)]);
    const inSeam = seam.indexOf(ending);
    const at = inSeam >= 0 ? inSeam - this.#tail.length : piece.indexOf(ending);
    if (inSeam < 0 && at < 0) {
      if (append !== undefined) this.#body.push(piece);
      const kept = Buffer.concat([this.#tail, piece.subarray(-(ending.length - 1))]);
      this.#tail = kept.subarray(-(ending.length - 1));
      return undefined;
    }
    const after = at + ending.length;
    this.#inData = false;
    if (append !== undefined) {
      this.#body.push(piece.subarray(0, after));
      this.#held = [];
      append(this.#body, () => this.#flushed());
    }
    return piece.subarray(after);
  }

  /** Whether what follows has to wait for a flush. */
  #hold(rest: Buffer | undefined): boolean {
    if (this.#held === undefined) return false;
    if (rest !== undefined && rest.length > 0) this.#held.push(rest);
    return true;
  }

  #flushed(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#socket.write('250 2.0.0 ok\r\n');
    for (const piece of held) this.#read(piece);
  }
}

/** Collects what arrives while the last flush runs; no timer. */
function openLog(path: string): (octets: readonly Buffer[], done: () => void) => void {
  const descriptor = openSync(path, 'w');
  process.once('exit', () => closeSync(descriptor));
  let waiting: Buffer[] = [];
  let callbacks: (() => void)[] = [];
  let flushing = false;
  const flush = () => {
    if (callbacks.length === 0) return;
    flushing = true;
    const octets = Buffer.concat(waiting);
    const done = callbacks;
    waiting = [];
    callbacks = [];
    write(descriptor, octets, 0, octets.length, null, (failed) => {
      if (failed) throw failed;
      fdatasync(descriptor, (unflushed) => {
        if (unflushed) throw unflushed;
        flushing = false;
        for (const callback of done) callback();
        flush();
      });
    });
  };
  return (octets, done) => {
    waiting.push(...octets);
    callbacks.push(done);
    if (!flushing) setImmediate(() => flushing || flush());
  };
}
