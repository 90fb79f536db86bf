import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Connection } from '../../mail/envelope.ts';
import type { Visitor } from './admission.ts';
import { certificateNames } from './certificateNames.ts';
import { overdue } from './deadlines.ts';
import { type Link, Session } from './session.ts';
import type { SmtpRoom } from './verb.ts';

/** After our last reply the peer has this long to close its side, so that a reset does not eat the reply. */
const lingerMilliseconds = 2000;

/** One connection: a socket, later perhaps a TLS socket around it, and the session on it. */
export class Peer implements Link {
  readonly session: Session;
  readonly #room: SmtpRoom;
  readonly #onClose: () => void;
  readonly #beginTls: (raw: Socket) => void;
  #socket: Socket;
  #finishedAt: number | undefined;
  #gone = false;

  constructor(
    room: SmtpRoom,
    socket: Socket,
    connection: Connection,
    visitor: Visitor,
    hooks: { onClose(): void; beginTls(raw: Socket): void },
  ) {
    this.#room = room;
    this.#socket = socket;
    this.#onClose = hooks.onClose;
    this.#beginTls = hooks.beginTls;
    this.session = new Session(room, this, connection, visitor);
    socket.setNoDelay(true);
    this.#listen(socket);
    socket.once('close', this.#closed);
  }

  send(text: string): boolean {
    return this.#socket.writable ? this.#socket.write(text, 'latin1') : true;
  }

  finish(): void {
    this.#finishedAt = this.#room.clock.now();
    this.#socket.end();
    // What still comes is read and forgotten.
    this.#socket.resume();
  }

  startTls(): void {
    this.#socket.removeAllListeners('data').removeAllListeners('end').removeAllListeners('drain');
    this.#beginTls(this.#socket);
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** The handshake is done: the session goes on over the TLS socket. */
  secured(socket: TLSSocket): void {
    this.#socket = socket;
    this.#listen(socket);
    socket.once('close', this.#closed);
    this.session.secured(certificateNames(socket));
  }

  /** Ends what has lasted too long. */
  sweep(now: number): void {
    const { session } = this;
    if (this.#finishedAt !== undefined) {
      if (now - this.#finishedAt > lingerMilliseconds) this.destroy();
      return;
    }
    if (session.closed || session.waiting) return;
    const { startedAt, heardAt, contentAt } = session;
    const times = contentAt === undefined ? { startedAt, heardAt } : { startedAt, heardAt, contentAt };
    const farewell = overdue(times, now, this.#room.limits, () => session.bound());
    if (farewell !== undefined) session.close(farewell);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => this.session.receive(chunk));
    socket.on('end', () => this.#ended());
    socket.on('drain', () => this.session.drained());
    socket.on('error', (error) => {
      const { id, remoteAddress } = this.session.connection;
      this.#room.log.debug({ connection: id, remoteAddress, error: error.message }, 'connection failed');
    });
  }

  #ended(): void {
    // When we ended first, the socket destroys itself now.
    if (!this.session.closed) this.session.ended();
  }

  readonly #closed = (): void => {
    if (this.#gone) return;
    this.#gone = true;
    this.session.lost();
    this.#socket.destroy();
    this.#onClose();
  };
}
