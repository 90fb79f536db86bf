import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A message as it came in at the outside. */
export interface SunkMessage {
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Header and body, dot-unstuffed, octets as latin1. */
  readonly text: string;
}

export interface Sink {
  readonly port: number;
  readonly messages: readonly SunkMessage[];
  close(): Promise<void>;
}

/** The outside world: an SMTP server that accepts everything and keeps it in memory. */
export async function openSink(): Promise<Sink> {
  const messages: SunkMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, messages);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function converse(socket: Socket, messages: SunkMessage[]): void {
  let waiting = '';
  let sender = '';
  let recipients: string[] = [];
  let body: string[] | undefined;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const take = (line: string) => {
    if (body !== undefined) {
      if (line !== '.') {
        body.push(line.startsWith('.') ? line.slice(1) : line);
        return;
      }
      messages.push({ sender, recipients, text: body.join('\r\n') });
      body = undefined;
      recipients = [];
      say('250 2.0.0 kept');
      return;
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') say('250-sink.fabrikam.example\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SMTPUTF8');
    else if (verb === 'MAIL') {
      sender = address(line);
      say('250 2.1.0 ok');
    } else if (verb === 'RCPT') {
      recipients.push(address(line));
      say('250 2.1.5 ok');
    } else if (verb === 'DATA') {
      body = [];
      say('354 go on');
    } else if (verb === 'QUIT') {
      say('221 2.0.0 bye');
      socket.end();
    } else say('250 2.0.0 ok');
  };
  say('220 sink.fabrikam.example ESMTP');
  socket.on('data', (piece: Buffer) => {
    waiting += piece.toString('latin1');
    const lines = waiting.split('\r\n');
    waiting = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}

function address(line: string): string {
  return line.slice(line.indexOf('<') + 1, line.indexOf('>')).toLowerCase();
}
