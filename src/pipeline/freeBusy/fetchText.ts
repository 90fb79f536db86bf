import { type RequestOptions, request as requestInTheClear } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { isIP } from 'node:net';
import type { Destination } from '../subscriptions/destination.ts';

export type Fetched =
  | { readonly kind: 'text'; readonly text: string }
  /** It answered, but not with a text that is taken. A redirect is not followed: it leads where nobody has checked. */
  | { readonly kind: 'refused'; readonly why: string }
  /** No answer. */
  | { readonly kind: 'failed'; readonly why: string };

/** Octets of an answer that are read; a longer one is refused. */
const mostOctets = 1024 * 1024;

/** One GET at the address that was checked, whatever the name resolves to meanwhile. @param timeout ms, for the whole of it */
export function fetchText({ url, address }: Destination, timeout: number): Promise<Fetched> {
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const options: RequestOptions & { servername?: string } = {
    method: 'GET',
    host: address,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    agent: false,
    ...(isIP(host) === 0 && { servername: host }),
    headers: { host: url.host, accept: 'text/calendar', connection: 'close' },
    signal: AbortSignal.timeout(timeout),
  };
  const request = url.protocol === 'https:' ? requestOverTls : requestInTheClear;
  return new Promise((resolve) => {
    const failed = (fault: NodeJS.ErrnoException): void => {
      const late = fault.name === 'TimeoutError' || fault.name === 'AbortError';
      resolve({ kind: 'failed', why: late ? 'no answer in time' : (fault.code ?? fault.name) });
    };
    const asked = request(options, (answer) => {
      const refused = (why: string): void => {
        resolve({ kind: 'refused', why });
        asked.destroy();
      };
      if (answer.statusCode !== 200) return refused(`status ${answer.statusCode}`);
      const pieces: Buffer[] = [];
      let size = 0;
      answer.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > mostOctets) refused('too long');
        else pieces.push(piece);
      });
      answer.on('end', () => resolve({ kind: 'text', text: Buffer.concat(pieces).toString('utf8') }));
      answer.on('error', failed);
    });
    asked.on('error', failed);
    asked.end();
  });
}
