/**
 * The load generator, in a process of its own so that its time is not the server's.
 * Takes one JSON argument (LoadRequest), prints `prepared`, waits for a line on standard
 * input, sends, and prints one JSON line (LoadResult).
 */
import { once } from 'node:events';
import { generateLoad, type LoadName } from './corpus.ts';
import { type Parcel, runSession } from './smtpSession.ts';

export interface LoadRequest {
  readonly name: LoadName;
  readonly count: number;
  /** Of the invitations' UIDs. */
  readonly seed: string;
  readonly port: number;
  readonly sessions: number;
  readonly pipelined: boolean;
  readonly protocol?: 'SMTP' | 'LMTP';
}

export interface LoadResult {
  readonly accepted: number;
  readonly refused: number;
  /** The first reply that was not 250. */
  readonly firstRefusal?: string;
  /** From the first connection to the last answer. */
  readonly seconds: number;
  readonly megabytes: number;
}

const request = JSON.parse(process.argv[2] ?? '{}') as LoadRequest;
const load = generateLoad(request.name, request.count, request.seed);
const wire = new Map<Buffer, Buffer>();
const parcels: Parcel[] = load.messages.map(({ octets, recipient }) => ({ octets: onTheWire(octets), recipient }));

process.stdout.write('prepared\n');
await once(process.stdin, 'data');
process.stdin.pause();

let position = 0;
let accepted = 0;
let refused = 0;
let firstRefusal: string | undefined;
process.once('uncaughtException', (fault) => {
  process.stdout.write(`${JSON.stringify({ failed: fault.message })}\n`, () => process.exit(1));
});
const started = process.hrtime.bigint();
await Promise.all(
  Array.from({ length: request.sessions }, () =>
    runSession({
      port: request.port,
      pipelined: request.pipelined,
      protocol: request.protocol ?? 'SMTP',
      next: () => parcels[position++],
      answered(ok, reply) {
        if (ok) accepted += 1;
        else {
          refused += 1;
          firstRefusal ??= reply;
        }
      },
    }),
  ),
);
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const result: LoadResult = {
  accepted,
  refused,
  ...(firstRefusal === undefined ? {} : { firstRefusal }),
  seconds,
  megabytes: load.size / 1e6,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

/** Dot-stuffed (rfc5321#4.5.2) and ended. Newsletters are shared by many sends: each is made ready once. */
function onTheWire(octets: Buffer): Buffer {
  const known = wire.get(octets);
  if (known !== undefined) return known;
  const text = octets.toString('latin1');
  const stuffed = text.replaceAll('\r\n.', '\r\n..');
  const made = Buffer.from(`${stuffed}${stuffed.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
  wire.set(octets, made);
  return made;
}
