import type { Readable } from 'node:stream';
import SMTPConnection, { type SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import type { Security } from './security.ts';

/** Why a session failed: the peer's reply where it gave one. Faults of the network come without. */
export class SessionFailure extends Error {
  /** Three digits, or undefined. */
  readonly replyCode: number | undefined;
  /** The peer's whole reply, or what went wrong. */
  readonly reply: string;
  /** TLS itself failed. */
  readonly tls: boolean;
  /** Refused before the message: the session can go on. */
  readonly usable: boolean;
  /** The client itself found that this message can't be sent here: too large, or an address that is none. */
  readonly unsendable: boolean;

  constructor(cause: unknown) {
    const { message, code, command, response, responseCode } = cause as Error & {
      code?: string;
      command?: string;
      response?: string;
      responseCode?: number;
    };
    super(message);
    this.replyCode = responseCode;
    this.reply = response ?? message;
    this.tls = code === 'ETLS' || (code === 'ESOCKET' && /certificate|ssl|tls/i.test(message));
    // rfc5321#3.8: 421 closes the channel.
    this.usable =
      responseCode !== undefined &&
      responseCode !== 421 &&
      (command === 'MAIL FROM' || command === 'RCPT TO' || command === 'DATA');
    this.unsendable = response === undefined && (code === 'EMESSAGE' || code === 'EENVELOPE');
  }
}

export interface SessionOptions {
  /** IP address, or a name that the machine resolves. */
  readonly address: string;
  readonly port: number;
  /** What we say in EHLO. */
  readonly greeting: string;
  readonly security: Security;
  /** True after TLS was tried and failed where it is opportunistic. */
  readonly ignoreTls: boolean;
  readonly auth?: { readonly user: string; readonly password: string };
  readonly connectMilliseconds: number;
  readonly silenceMilliseconds: number;
}

/** One connection to a peer, over which messages go one after the other. All methods reject with a SessionFailure. */
export class SmtpSession {
  /** Messages sent or refused. */
  messages = 0;
  /** Keywords of the peer's EHLO, upper-cased. */
  readonly extensions: ReadonlySet<string>;
  readonly #connection: SMTPConnection;
  #fail: ((failure: SessionFailure) => void) | undefined;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
    this.extensions = keywordsOf(connection.lastServerResponse);
    connection.on('error', (fault: unknown) => this.#fail?.(new SessionFailure(fault)));
    connection.on('end', () => {
      // rfc5321#3.8: a server that must go says why first.
      const farewell = connection.lastServerResponse || '';
      const why = /^4\d\d/.test(farewell) ? farewell : 'the connection ended';
      this.#fail?.(new SessionFailure(new Error(why)));
    });
  }

  static async open(options: SessionOptions): Promise<SmtpSession> {
    const { security, ignoreTls } = options;
    const connection = new SMTPConnection({
      host: options.address,
      port: options.port,
      // 465 is TLS from the start (rfc8314#3.3).
      secure: options.port === 465,
      name: options.greeting,
      ...(ignoreTls ? { ignoreTLS: true } : security),
      tls: security.tls,
      connectionTimeout: options.connectMilliseconds,
      greetingTimeout: options.connectMilliseconds,
      socketTimeout: options.silenceMilliseconds,
      allowInternalNetworkInterfaces: true,
    });
    // Between two messages nobody waits for an error, and one that nobody hears ends the process.
    connection.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      const failed = (fault: unknown) => {
        connection.close();
        reject(new SessionFailure(fault));
      };
      connection.once('error', failed);
      connection.connect((fault) => {
        connection.off('error', failed);
        if (fault) failed(fault);
        else resolve();
      });
    });
    const session = new SmtpSession(connection);
    if (options.auth) await session.#login(options.auth, options.address);
    return session;
  }

  get open(): boolean {
    return !this.#connection.destroyed;
  }

  /** @returns the peer's reply to the message, once it has taken it */
  send(envelope: SMTPEnvelope, message: Buffer | Readable): Promise<string> {
    this.messages++;
    return this.#settle<string>((resolve, reject) => {
      this.#connection.send(envelope, message, (fault, info) => {
        if (fault) reject(new SessionFailure(fault));
        else resolve(info?.response ?? '250');
      });
    });
  }

  /** Clean for the next message; also shows that the peer is still there. */
  reset(): Promise<void> {
    return this.#settle<void>((resolve, reject) => {
      this.#connection.reset((fault) => (fault ? reject(new SessionFailure(fault)) : resolve()));
    });
  }

  /** Says goodbye when there is nothing under way. */
  quit(): void {
    if (this.open) this.#connection.quit();
  }

  /** Breaks off; a message under way fails. */
  close(why = 'broken off'): void {
    // The client library forgets a message under way when it is closed.
    this.#fail?.(new SessionFailure(new Error(why)));
    this.#connection.close();
  }

  async #login(auth: { user: string; password: string }, address: string): Promise<void> {
    // rfc4954#4: no password in the clear; the machine itself is no network.
    if (!this.#connection.secure && !isLoopback(address)) {
      this.close();
      throw new SessionFailure(new Error('no TLS was had, and the password is not sent without'));
    }
    try {
      await this.#settle<void>((resolve, reject) => {
        const credentials = { user: auth.user, pass: auth.password };
        this.#connection.login(credentials, (fault) => (fault ? reject(new SessionFailure(fault)) : resolve()));
      });
    } catch (fault) {
      this.close();
      throw fault;
    }
  }

  #settle<T>(act: (resolve: (value: T) => void, reject: (failure: SessionFailure) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#fail = reject;
      act(resolve, reject);
    }).finally(() => {
      this.#fail = undefined;
    });
  }
}

/** rfc5321#4.1.1.1: the first line is the greeting, the others begin with a keyword. */
function keywordsOf(reply: string | false): ReadonlySet<string> {
  const lines = (reply || '').split('\n').slice(1);
  return new Set(lines.map((line) => line.slice(4).trim().split(' ')[0]?.toUpperCase() ?? ''));
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address === 'localhost' || address.startsWith('127.');
}
