import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

export interface TlsMaterial {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** Lays TLS around a socket that has said STLS; undefined when the handshake fails or takes too long. */
export type TlsUpgrade = (raw: Socket, milliseconds: number) => Promise<TLSSocket | undefined>;

/** No client certificate is asked for: who signs in does it with a password. */
export function createTlsUpgrade({ cert, key }: TlsMaterial): TlsUpgrade {
  const secureContext = createSecureContext({ cert, key, minVersion: 'TLSv1.2' });
  return (raw, milliseconds) =>
    new Promise((resolve) => {
      const socket = new TLSSocket(raw, { isServer: true, secureContext });
      const settle = (outcome: TLSSocket | undefined) => {
        clearTimeout(deadline);
        if (outcome === undefined) raw.destroy();
        resolve(outcome);
      };
      const deadline = setTimeout(settle, milliseconds, undefined);
      // Heard for good, so that a failure after the handshake is never unheard.
      socket.on('error', () => settle(undefined));
      // What a TLSSocket on the server's side says in place of `secureConnect`.
      socket.once('secure', () => settle(socket));
      raw.once('close', () => settle(undefined));
    });
}
