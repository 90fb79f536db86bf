import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { certificate, key } from './certificate.ts';

export interface PeerScript {
  /** Keywords of EHLO beside STARTTLS. */
  readonly extensions?: readonly string[];
  readonly tls?: boolean;
  /** Reply to a command line; undefined says 250. The end of a message is asked as `.`. `close` hangs up. */
  reply?(line: string, session: number): string | 'close' | undefined;
}

export interface PeerMessage {
  readonly from: string;
  readonly to: string;
  readonly octets: Buffer;
  readonly session: number;
  readonly tls: boolean;
}

/** An SMTP server that does as it is told and remembers what it heard. */
export interface ScriptedPeer {
  readonly port: number;
  readonly lines: readonly string[];
  readonly messages: readonly PeerMessage[];
  sessions(): number;
  close(): Promise<void>;
}

export async function openPeer(script: PeerScript = {}): Promise<ScriptedPeer> {
  const lines: string[] = [];
  const messages: PeerMessage[] = [];
  const sockets = new Set<Socket>();
  let sessions = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    converse(socket, ++sessions, false);
    socket.write('220 mx.fabrikam.example ESMTP\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lines,
    messages,
    sessions: () => sessions,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };

  function converse(socket: Socket, session: number, secure: boolean): void {
    let waiting = Buffer.alloc(0);
    let from = '';
    let to = '';
    let inData = false;
    const hear = (piece: Buffer) => {
      waiting = Buffer.concat([waiting, piece]);
      for (;;) {
        const end = inData ? endOfData(waiting) : waiting.indexOf('\r\n');
        if (end < 0) return;
        if (inData) {
          const octets = Buffer.from(waiting.subarray(0, end).toString('latin1').replace(/^\./gm, ''), 'latin1');
          waiting = waiting.subarray(end + 3);
          inData = false;
          const said = script.reply?.('.', session) ?? '250 2.0.0 Ok: queued as 4F2';
          if (said.startsWith('2')) messages.push({ from, to, octets, session, tls: secure });
          if (!say(said)) return;
          continue;
        }
        const line = waiting.subarray(0, end).toString('utf8');
        waiting = waiting.subarray(end + 2);
        lines.push(line);
        if (!take(line)) return;
      }
    };
    socket.on('data', hear);

    function take(line: string): boolean {
      const verb = line.split(/[ :]/)[0]?.toUpperCase();
      const scripted = script.reply?.(line, session);
      if (scripted !== undefined) return say(scripted);
      if (verb === 'EHLO') {
        const keywords = [
          ...(script.extensions ?? ['PIPELINING', '8BITMIME']),
          ...(script.tls && !secure ? ['STARTTLS'] : []),
        ];
        return say(['250-mx.fabrikam.example', ...keywords.map((word) => `250-${word}`), '250 HELP'].join('\r\n'));
      }
      if (verb === 'MAIL') from = line;
      if (verb === 'RCPT') to = line;
      if (verb === 'DATA') {
        inData = true;
        return say('354 go on');
      }
      if (verb === 'STARTTLS') {
        if (!script.tls) return say('502 5.5.1 no TLS here');
        say('220 go on');
        socket.off('data', hear);
        const wrapped = new TLSSocket(socket, { isServer: true, cert: certificate, key });
        wrapped.on('error', () => socket.destroy());
        converse(wrapped, session, true);
        return false;
      }
      if (verb === 'QUIT') {
        say('221 bye');
        socket.end();
        return false;
      }
      return say('250 2.0.0 Ok');
    }

    function say(text: string): boolean {
      if (text === 'close') {
        socket.destroy();
        return false;
      }
      socket.write(`${text}\r\n`);
      return true;
    }
  }
}

/** Index after the CRLF that stands before the final dot. */
function endOfData(octets: Buffer): number {
  if (octets.subarray(0, 3).toString('latin1') === '.\r\n') return 0;
  const found = octets.indexOf('\r\n.\r\n');
  return found < 0 ? -1 : found + 2;
}
