import { request as requestInTheClear } from 'node:http';
import { request as requestOverTls } from 'node:https';

/** What the program asks of its own HTTP door: the shape of `fetch`, as far as it is used. */
interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** Octets of an answer beyond which it is no answer of ours. */
const largestAnswer = 64 * 1024 * 1024;

/**
 * Speaks HTTP to this program's own door, by a socket like anybody else. `certificate`: what
 * the door shows, trusted as it is, since the connection never leaves the machine.
 */
export function createOwnDoor(certificate?: Buffer): (url: string, asked: Asked) => Promise<Answered> {
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const sent = (secure ? requestOverTls : requestInTheClear)(
        url,
        {
          method,
          agent: false,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
          ...(signal === undefined ? {} : { signal }),
          ...(certificate === undefined
            ? {}
            : { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined }),
        },
        (answer) => {
          const pieces: Buffer[] = [];
          let size = 0;
          answer.on('data', (piece: Buffer) => {
            size += piece.length;
            if (size > largestAnswer) sent.destroy(new Error('the answer is too long'));
            else pieces.push(piece);
          });
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: { get: (name) => [answer.headers[name.toLowerCase()] ?? []].flat()[0] ?? null },
              text: async () => Buffer.concat(pieces).toString('utf8'),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
}
