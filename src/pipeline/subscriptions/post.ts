import { request as requestInTheClear } from 'node:http';
import { type RequestOptions, request as requestOverTls } from 'node:https';
import { isIP } from 'node:net';
import type { Destination } from './destination.ts';

/** What a peer answered, or that it did not. A redirect is an answer like any other: it is not followed. */
export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly type: string; readonly text: string }
  | { readonly kind: 'failed'; readonly why: string };

/** Octets of an answer that are read. */
const mostOctets = 4096;

/** One POST to the address that was checked, whatever the name resolves to meanwhile. */
export function post(
  { url, address }: Destination,
  body: { readonly type: string; readonly text: string },
  timeout: number,
): Promise<Posted> {
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const options: RequestOptions = {
    method: 'POST',
    host: address,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    agent: false,
    ...(isIP(host) === 0 && { servername: host }),
    headers: {
      host: url.host,
      'content-type': body.type,
      'content-length': Buffer.byteLength(body.text),
      accept: 'text/plain',
      connection: 'close',
    },
    signal: AbortSignal.timeout(timeout),
  };
  const request = url.protocol === 'https:' ? requestOverTls : requestInTheClear;
  return new Promise((resolve) => {
    const failed = (fault: NodeJS.ErrnoException): void =>
      resolve({
        kind: 'failed',
        why: fault.name === 'TimeoutError' ? 'no answer in time' : (fault.code ?? fault.name),
      });
    const asked = request(options, (answer) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const done = (): void => {
        const text = Buffer.concat(pieces).toString('utf8').slice(0, mostOctets);
        resolve({ kind: 'answered', status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', text });
      };
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece);
        size += piece.length;
        if (size < mostOctets) return;
        done();
        asked.destroy();
      });
      answer.on('end', done);
      answer.on('error', failed);
    });
    asked.on('error', failed);
    asked.end(body.text);
  });
}
