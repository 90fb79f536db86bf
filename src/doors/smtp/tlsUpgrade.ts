import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';

export interface TlsMaterial {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Authorities whose client certificates are believed; the system's own without it. */
  readonly ca?: string | Buffer;
}

export interface TlsUpgrade {
  /** Starts a handshake on a connection that has said STARTTLS; `secured` is called once it is done. A failed one destroys the socket. */
  begin(raw: Socket, secured: (socket: TLSSocket) => void): void;
}

/** Milliseconds for a handshake. */
const handshakeTimeout = 30_000;

/**
 * A TLS server that never listens: connections are handed to it, as node:tls allows, since
 * only its own path verifies a client's certificate. One is asked for and none required.
 */
export function createTlsUpgrade(material: TlsMaterial): TlsUpgrade {
  const waiting = new Map<string, (socket: TLSSocket) => void>();
  const server = createServer({
    ...material,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout,
    allowHalfOpen: true,
  });
  server.on('secureConnection', (socket) => {
    const secured = waiting.get(endpoints(socket));
    if (secured) secured(socket);
    else socket.destroy();
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return {
    begin(raw, secured) {
      const key = endpoints(raw);
      waiting.set(key, (socket) => {
        waiting.delete(key);
        secured(socket);
      });
      raw.once('close', () => waiting.delete(key));
      server.emit('connection', raw);
    },
  };
}

/** What tells one connection from every other that is open. */
function endpoints({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
