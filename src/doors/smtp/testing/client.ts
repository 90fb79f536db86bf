import { connect, type Socket } from 'node:net';

/** The wire as a test sees it: writes octets, reads lines. */
export class Client {
  socket: Socket;
  #text = '';
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.attach(this.socket);
  }

  /** Goes on over another socket: the TLS one. */
  attach(socket: Socket): void {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#wake?.();
    });
    const end = () => {
      this.#ended = true;
      this.#wake?.();
    };
    socket.on('end', end).on('close', end).on('error', end);
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** The next line, or undefined at the end. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return line;
      }
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The last line of the next reply. */
  async reply(): Promise<string | undefined> {
    for (;;) {
      const line = await this.line();
      if (line === undefined || line[3] !== '-') return line;
    }
  }

  /** Sends one line and gives the last line of its reply. */
  ask(line: string): Promise<string | undefined> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  close(): void {
    this.socket.destroy();
  }
}
