/** The POP3 door: opens a port, lets peers in, and hands them the mailbox of whoever signs in. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Maildrops } from '../../pipeline/maildrops.ts';
import type { Log } from '../../platform/log.ts';
import { type Random, systemRandom } from '../../platform/random.ts';
import { addressKey, plainAddress } from '../../platform/remoteAddress.ts';
import { defaultPop3Limits, type Pop3Limits } from './limits.ts';
import { replies } from './replies.ts';
import { Session } from './session.ts';
import { createTlsUpgrade, type TlsMaterial } from './tlsUpgrade.ts';
import type { Pop3Room } from './verb.ts';
import { Wire } from './wire.ts';

export interface Pop3DoorOptions {
  readonly maildrops: Maildrops;
  readonly log: Log;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Without it STLS is not offered, and peers elsewhere can't sign in. */
  readonly tls?: TlsMaterial;
  /** POP3S: TLS before the greeting (rfc8314#3.3). Needs `tls`. */
  readonly tlsFirst?: boolean;
  /** Days after which mail is removed, as CAPA tells; never without it. */
  readonly keptDays?: number;
  readonly limits?: Partial<Pop3Limits>;
  readonly random?: Random;
}

export interface Pop3Door {
  readonly port: number;
  /** Connections open now. */
  connections(): number;
  /** Stops accepting, lets commands under way finish for at most `graceMs` (10 seconds), then closes. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMilliseconds = 10_000;

/** Rejects when the port can't be opened. */
export async function openPop3Door(options: Pop3DoorOptions): Promise<Pop3Door> {
  const { maildrops, log, random = systemRandom } = options;
  const limits = { ...defaultPop3Limits, ...options.limits };
  const { tls, tlsFirst = false, keptDays } = options;
  const kept = keptDays === undefined ? {} : { keptDays };
  const room: Pop3Room = { maildrops, log, limits, tlsOffered: tls !== undefined, tlsFirst, ...kept };
  const upgrade = tls && createTlsUpgrade(tls);
  const wires = new Set<Wire>();
  /** Connections by address; those without any are not in it. */
  const byAddress = new Map<string, number>();
  let onEmpty: (() => void) | undefined;

  function receive(socket: Socket): void {
    const remoteAddress = plainAddress(socket.remoteAddress);
    // Gone before it was looked at.
    if (remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const key = addressKey(remoteAddress);
    const fromThere = byAddress.get(key) ?? 0;
    if (wires.size >= limits.connections || fromThere >= limits.connectionsPerAddress) {
      log.warn({ remoteAddress }, 'POP3 connection refused');
      socket.on('error', () => socket.destroy());
      socket.end(replies.tooManyConnections);
      // Not waited for: refused connections must not fill the house.
      socket.destroySoon();
      return;
    }
    byAddress.set(key, fromThere + 1);
    const wire = new Wire(socket, limits);
    wires.add(wire);
    socket.once('close', () => {
      wires.delete(wire);
      const left = (byAddress.get(key) ?? 1) - 1;
      if (left > 0) byAddress.set(key, left);
      else byAddress.delete(key);
      if (wires.size === 0) onEmpty?.();
    });
    const session = new Session(room, wire, { id: random.uuid(), remoteAddress }, upgrade);
    session.run().catch((fault: unknown) => {
      log.error({ remoteAddress, stack: fault instanceof Error ? fault.stack : String(fault) }, 'POP3 session failed');
      wire.destroy();
    });
  }

  const server = createServer({ allowHalfOpen: true }, receive);
  const port = await listen(server, options.host, options.port);
  server.on('error', (error) => log.error({ error: error.message }, 'POP3 door'));

  return {
    port,
    connections: () => wires.size,
    async close(graceMs = defaultGraceMilliseconds) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const empty = new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (wires.size === 0) resolve();
      });
      for (const wire of wires) wire.leave();
      const hurry = setTimeout(() => {
        for (const wire of wires) wire.destroy();
      }, graceMs);
      await empty;
      clearTimeout(hurry);
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
