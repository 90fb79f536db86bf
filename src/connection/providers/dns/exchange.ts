/** One question to one server: by datagram, asked twice, and by TCP where the answer is too long for one (rfc7766#5). */
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Random } from '../../../platform/random.ts';
import { decodeReply, encodeQuestion, type RecordType, type Reply } from './message.ts';

export interface NameServer {
  readonly address: string;
  readonly port: number;
}

/** `silent`: no answer before the signal said stop. */
export type Heard = Reply | { readonly kind: 'silent' };

export interface Asking {
  readonly random: Random;
  readonly signal: AbortSignal;
}

const silent: Heard = { kind: 'silent' };
const againAfterMilliseconds = 1000;

export async function ask(
  server: NameServer,
  { name, type, recursive }: { name: string; type: RecordType; recursive: boolean },
  { random, signal }: Asking,
): Promise<Heard> {
  const id = random.bytes(2).readUInt16BE();
  const question = encodeQuestion(id, name, type, recursive);
  const read = (octets: Buffer) => decodeReply(octets, id, name, type);
  const heard = await byDatagram(server, question, read, signal);
  if (heard.kind !== 'answer' || !heard.truncated) return heard;
  const octets = await exchangeByTcp(server, question, signal);
  return (octets === undefined ? undefined : read(octets)) ?? silent;
}

function byDatagram(
  { address, port }: NameServer,
  question: Buffer,
  read: (octets: Buffer) => Reply | undefined,
  signal: AbortSignal,
): Promise<Heard> {
  if (signal.aborted) return Promise.resolve(silent);
  return new Promise((resolve) => {
    // Connected, so that only this server's datagrams are heard.
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const send = () => socket.send(question);
    let timer: NodeJS.Timeout | undefined;
    const end = (heard: Heard) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      socket.removeAllListeners();
      // What a closed socket still has to say interests nobody.
      socket.on('error', () => undefined);
      socket.close();
      resolve(heard);
    };
    const giveUp = () => end(silent);
    signal.addEventListener('abort', giveUp);
    // A port that nobody listens at is as silent as a lost datagram.
    socket.on('error', giveUp);
    socket.on('message', (octets) => {
      const reply = read(octets);
      if (reply !== undefined) end(reply);
    });
    socket.connect(port, address, () => {
      send();
      timer = setTimeout(send, againAfterMilliseconds);
    });
  });
}

/** Sends one message and gives back the one that answers; undefined when none came. */
export function exchangeByTcp(
  { address, port }: NameServer,
  message: Buffer,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let octets = Buffer.alloc(0);
    const end = (answer: Buffer | undefined) => {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(answer);
    };
    const giveUp = () => end(undefined);
    signal.addEventListener('abort', giveUp);
    socket.on('error', giveUp);
    socket.on('close', giveUp);
    socket.on('connect', () => {
      const head = Buffer.alloc(2);
      head.writeUInt16BE(message.length);
      socket.write(Buffer.concat([head, message]));
    });
    socket.on('data', (part) => {
      // The length comes first and is 16 bits: no more than 64 KiB are ever kept.
      octets = Buffer.concat([octets, part]);
      if (octets.length < 2) return;
      const length = octets.readUInt16BE();
      if (octets.length >= length + 2) end(octets.subarray(2, length + 2));
    });
  });
}
