import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');

/**
 * One client's connection (rfc9112): one request at a time, kept open as long as the server
 * keeps it. On a bare socket, so that the client's own time, which shares the machine with
 * the server's, stays small and the same for all.
 */
export class HttpConnection {
  readonly #port: number;
  readonly #host: string;
  #socket: Socket | undefined;
  #received: Buffer[] = [];
  #length = 0;
  #waiting: { resolve(answer: HttpAnswer): void; reject(fault: Error): void } | undefined;

  constructor(port: number) {
    this.#port = port;
    this.#host = `127.0.0.1:${port}`;
  }

  async ask({ method, path, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const socket = this.#socket ?? this.#open();
    const lines = Object.entries({ host: this.#host, 'content-length': String(Buffer.byteLength(body)), ...headers });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    // One that was let go says nothing about the request that another one carries.
    const isOurs = () => this.#socket === socket;
    socket.on('data', (piece: Buffer) => {
      if (!isOurs()) return;
      this.#received.push(piece);
      this.#length += piece.length;
      this.#look(false);
    });
    socket.on('error', (fault) => isOurs() && this.#waiting?.reject(fault));
    socket.on('close', () => {
      if (!isOurs()) return;
      this.#socket = undefined;
      this.#look(true);
      this.#waiting?.reject(new Error('the server ended the connection before its answer'));
    });
    return socket;
  }

  #look(closed: boolean): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const answer = readAnswer(this.#joined(), closed);
    if (answer === undefined) return;
    this.#waiting = undefined;
    this.#received = [];
    this.#length = 0;
    if (!answer.keepAlive) this.close();
    waiting.resolve(answer);
  }

  #joined(): Buffer {
    if (this.#received.length > 1) this.#received = [Buffer.concat(this.#received, this.#length)];
    return this.#received[0] ?? Buffer.alloc(0);
  }
}

/** The answer, when all of it is there. */
function readAnswer(octets: Buffer, closed: boolean): (HttpAnswer & { readonly keepAlive: boolean }) | undefined {
  const end = octets.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = octets.toString('latin1', 0, end).toLowerCase();
  const status = Number(head.slice(9, 12));
  const rest = octets.subarray(end + headEnd.length);
  const keepAlive = head.startsWith('http/1.1') && !/\r\nconnection:[^\r]*close/.test(head);
  if (status === 204 || status === 304) return { status, body: Buffer.alloc(0), keepAlive };
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length !== undefined) {
    if (rest.length < Number(length)) return undefined;
    return { status, body: rest.subarray(0, Number(length)), keepAlive };
  }
  if (/\r\ntransfer-encoding: *chunked/.test(head)) {
    const body = unchunked(rest);
    return body && { status, body, keepAlive };
  }
  return closed ? { status, body: rest, keepAlive: false } : undefined;
}

/** The body out of its chunks (rfc9112#7.1), when the last one is there. */
function unchunked(octets: Buffer): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = octets.indexOf(lineEnd, at);
    if (end < 0) return undefined;
    const size = Number.parseInt(octets.toString('latin1', at, end), 16);
    const from = end + lineEnd.length;
    if (octets.length < from + size + lineEnd.length) return undefined;
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(octets.subarray(from, from + size));
    at = from + size + lineEnd.length;
  }
}
