/**
 * The SMTP and LMTP door: opens a port, lets peers in, and hands what they send to an
 * `Intake`. It knows the wire and decides nothing about mail.
 */
import { createServer, type Socket } from 'node:net';
import type { Connection } from '../../mail/envelope.ts';
import type { Intake } from '../../pipeline/intake.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { type Random, systemRandom } from '../../platform/random.ts';
import { plainAddress } from '../../platform/remoteAddress.ts';
import { Admission, type Visitor } from './admission.ts';
import { stackOf } from './content/transfer.ts';
import { sweepMilliseconds } from './deadlines.ts';
import { defaultSmtpLimits, type SmtpLimits } from './limits.ts';
import { Peer } from './peer.ts';
import { type Reply, replies } from './replies.ts';
import { createTlsUpgrade, type TlsMaterial } from './tlsUpgrade.ts';
import type { SmtpRoom } from './verb.ts';

export interface SmtpDoorOptions {
  readonly intake: Intake;
  readonly log: Log;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly protocol: 'SMTP' | 'LMTP';
  /** Name in the greeting. */
  readonly hostname: string;
  /** Without it neither STARTTLS nor AUTH is offered. */
  readonly tls?: TlsMaterial;
  readonly limits?: Partial<SmtpLimits>;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface SmtpDoor {
  readonly port: number;
  /** Connections open now. */
  connections(): number;
  /** Stops accepting, lets messages under way finish for at most `graceMs` (10 seconds), then closes. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMilliseconds = 10_000;

/** Rejects when the port can't be opened. */
export async function openSmtpDoor(options: SmtpDoorOptions): Promise<SmtpDoor> {
  const limits = { ...defaultSmtpLimits, ...options.limits };
  const { intake, log, protocol, hostname, clock = systemClock, random = systemRandom } = options;
  const room: SmtpRoom = { intake, log, clock, limits, protocol, hostname, tlsOffered: options.tls !== undefined };
  const tls = options.tls && createTlsUpgrade(options.tls);
  const admission = new Admission(limits);
  const peers = new Set<Peer>();
  let onEmpty: (() => void) | undefined;

  function receive(socket: Socket): void {
    const remoteAddress = plainAddress(socket.remoteAddress);
    // Gone before it was looked at.
    if (remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const connection: Connection = {
      id: random.uuid(),
      remoteAddress,
      greeting: '',
      protocol: protocol === 'LMTP' ? 'LMTP' : 'SMTP',
      tls: false,
      certificateNames: [],
    };
    const visitor = admission.visitor(remoteAddress, clock.now());
    const farewell = turnAway(visitor, connection);
    if (farewell !== undefined) {
      log.warn({ remoteAddress, reply: farewell.trimEnd() }, 'connection refused');
      socket.on('error', () => socket.destroy());
      socket.end(farewell);
      // Not waited for: refused connections must not fill the house.
      socket.destroySoon();
      return;
    }
    visitor.connections++;
    const peer: Peer = new Peer(room, socket, connection, visitor, {
      onClose() {
        peers.delete(peer);
        visitor.connections--;
        if (peers.size === 0) onEmpty?.();
      },
      beginTls: (raw) => tls?.begin(raw, (secured) => peer.secured(secured)),
    });
    peers.add(peer);
    peer.session.greet();
  }

  /** The reply that refuses a connection, or undefined. */
  function turnAway(visitor: Visitor, connection: Connection): Reply | undefined {
    if (peers.size >= limits.connections) return replies.tooManyConnections;
    if (admission.hasRoom(visitor)) return undefined;
    try {
      return intake.trusted(connection) ? undefined : replies.tooManyFromAddress;
    } catch (fault) {
      log.error({ connection: connection.id, stack: stackOf(fault) }, 'connection not judged');
      return replies.tooManyFromAddress;
    }
  }

  const server = createServer({ allowHalfOpen: true }, receive);
  const port = await listen(server, options.host, options.port);
  server.on('error', (error) => log.error({ error: error.message }, 'SMTP door'));
  const sweeping = setInterval(() => {
    const now = clock.now();
    admission.sweep(now);
    for (const peer of peers) peer.sweep(now);
  }, sweepMilliseconds(limits));

  return {
    port,
    connections: () => peers.size,
    async close(graceMs = defaultGraceMilliseconds) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (peers.size === 0) resolve();
      });
      for (const peer of [...peers]) peer.session.leave();
      const hurry = setTimeout(() => {
        for (const peer of [...peers]) peer.destroy();
      }, graceMs);
      await empty;
      clearTimeout(hurry);
      clearInterval(sweeping);
      await closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
