import { connect, type Socket } from 'node:net';

/** One message to send, ready for the wire. */
export interface Parcel {
  /** Dot-stuffed, ended with CRLF . CRLF. */
  readonly octets: Buffer;
  readonly recipient: string;
}

/** What one session does with its replies. */
export interface SessionOptions {
  readonly port: number;
  /** Without a word SMTP. */
  readonly protocol?: 'SMTP' | 'LMTP';
  /** Send an envelope in one write, together with the end of the message before it (rfc2920); else every command waits for its reply. */
  readonly pipelined: boolean;
  /** The next message of the load, or undefined when there is none left. */
  next(): Parcel | undefined;
  /** A message was answered: 250 or not. */
  answered(accepted: boolean, reply: string): void;
}

type Waiting = 'greeting' | 'hello' | 'go-ahead' | 'answer' | 'bye';

/** Sends messages over one connection until there is none left. Resolves when the server has said goodbye. */
export function runSession(options: SessionOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true });
    const session = new Session(socket, options);
    socket.on('data', (piece: Buffer) => session.read(piece));
    socket.on('error', reject);
    socket.on('close', () =>
      session.waiting === 'bye' ? resolve() : reject(new Error('the server ended the session')),
    );
  });
}

class Session {
  waiting: Waiting = 'greeting';
  readonly #socket: Socket;
  readonly #options: SessionOptions;
  #text = '';
  #parcel: Parcel | undefined;
  /** Replies still to come for MAIL and RCPT before the one for DATA. */
  #envelopeReplies = 0;

  constructor(socket: Socket, options: SessionOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  read(piece: Buffer): void {
    this.#text += piece.toString('latin1');
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end < 0) return;
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      // A reply of several lines is answered at its last one (rfc5321#4.2.1).
      if (line[3] !== '-') this.#reply(line);
    }
  }

  #reply(line: string): void {
    switch (this.waiting) {
      case 'greeting':
        this.#socket.write(`${this.#options.protocol === 'LMTP' ? 'LHLO' : 'EHLO'} bench.contoso.example\r\n`);
        this.waiting = 'hello';
        return;
      case 'hello':
        this.#begin();
        return;
      case 'go-ahead':
        if (this.#envelopeReplies > 0) {
          this.#envelopeReplies -= 1;
          if (!line.startsWith('2')) this.#fail(line);
          else this.#step();
        } else if (line.startsWith('354')) this.#sendBody();
        else this.#fail(line);
        return;
      case 'answer':
        this.#options.answered(line.startsWith('250'), line);
        if (this.#options.pipelined) this.waiting = this.#parcel === undefined ? 'bye' : 'go-ahead';
        else this.#begin();
        return;
      case 'bye':
        this.#socket.end();
    }
  }

  /** Sends the next envelope, or QUIT. */
  #begin(): void {
    this.#parcel = this.#options.next();
    if (this.#parcel === undefined) {
      this.#socket.write('QUIT\r\n');
      this.waiting = 'bye';
      return;
    }
    this.#envelopeReplies = 2;
    this.waiting = 'go-ahead';
    const recipient = `RCPT TO:<${this.#parcel.recipient}>\r\nDATA\r\n`;
    this.#socket.write(`MAIL FROM:<news@fabrikam.example>\r\n${this.#options.pipelined ? recipient : ''}`);
  }

  /** Without pipelining: the next command, now that the last one has been answered. */
  #step(): void {
    if (this.#options.pipelined) return;
    this.#socket.write(this.#envelopeReplies === 1 ? `RCPT TO:<${this.#parcel?.recipient}>\r\n` : 'DATA\r\n');
  }

  #sendBody(): void {
    const parcel = this.#parcel;
    if (parcel === undefined) return;
    if (!this.#options.pipelined) {
      this.#socket.write(parcel.octets);
      this.waiting = 'answer';
      return;
    }
    this.#socket.cork();
    this.#socket.write(parcel.octets);
    this.#begin();
    this.#socket.uncork();
    // What the server says next is about the message just ended.
    this.waiting = 'answer';
  }

  #fail(line: string): void {
    this.#socket.destroy(new Error(`refused: ${line}`));
  }
}
