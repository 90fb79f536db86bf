/**
 * The calendar programs of one run, in a process of their own so that their time is not the
 * server's. Takes one JSON argument (ClientRequest), prints `prepared`, waits for a line on
 * standard input, works, and prints one JSON line (ClientResult).
 */
import { once } from 'node:events';
import { eventNumber } from './events.ts';
import { HttpConnection } from './httpConnection.ts';
import { expectStatus, make, put, type Work, type WorkName, type WorkPlace, workOf } from './work.ts';

export interface ClientRequest extends WorkPlace {
  readonly port: number;
  /** `make` makes the calendar; `fill` makes it and puts `events` events into it. */
  readonly work: WorkName | 'make' | 'fill';
  readonly clients: number;
  /** The work goes on for so long. */
  readonly seconds: number;
  /** And ends before, when so much is done. */
  readonly enough?: number;
}

export interface ClientResult {
  readonly done: number;
  /** Resources told in all answers; two servers that hold the same must tell the same in as many turns. */
  readonly told: readonly number[];
  /** From the first request to the last answer. */
  readonly seconds: number;
}

/** Answers whose number of resources is reported. */
const reported = 20;

const request = JSON.parse(process.argv[2] ?? '{}') as ClientRequest;
process.once('uncaughtException', (fault) => {
  process.stdout.write(`${JSON.stringify({ failed: fault.message })}\n`, () => process.exit(1));
});
const connections = Array.from({ length: request.clients }, () => new HttpConnection(request.port));
const [first] = connections;
if (first === undefined) throw new Error('no clients');
if (request.work === 'put' || request.work === 'make' || request.work === 'fill') {
  expectStatus(await first.ask(make(request)), [201]);
}
const work = await chosen(request.work, first);
process.stdout.write('prepared\n');
await once(process.stdin, 'data');
process.stdin.pause();

let turns = 0;
const told: number[] = [];
const started = process.hrtime.bigint();
const elapsed = () => Number(process.hrtime.bigint() - started) / 1e9;
await Promise.all(
  connections.map(async (connection) => {
    while (work !== undefined && goesOn()) {
      const turn = turns++;
      const found = await work(connection, turn);
      if (turn < reported) told[turn] = found;
    }
  }),
);
const result: ClientResult = { done: turns, told, seconds: elapsed() };
for (const connection of connections) connection.close();
process.stdout.write(`${JSON.stringify(result)}\n`);

function goesOn(): boolean {
  if (request.work === 'fill') return turns < request.events;
  return elapsed() < request.seconds && turns < (request.enough ?? Number.POSITIVE_INFINITY);
}

async function chosen(name: ClientRequest['work'], connection: HttpConnection): Promise<Work | undefined> {
  if (name === 'make') return undefined;
  if (name !== 'fill') return workOf(name, request, connection);
  return async (own, turn) => {
    const { name: file, ics } = eventNumber(turn, request.events, request.seed);
    expectStatus(await own.ask(put(request, file, ics)), [201]);
    return 1;
  };
}
