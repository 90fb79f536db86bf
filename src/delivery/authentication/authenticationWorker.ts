import { Worker } from 'node:worker_threads';
import type { AuthenticationVerdict } from '../../mail/message.ts';
import type { DnsResolver } from '../../platform/resolver.ts';
import type { FromWorker, PeerFacts, SigningKey, ToWorker } from './protocol.ts';
import { noVerdict } from './verdict.ts';

/** SPF, DKIM, DMARC and ARC checks, and DKIM signatures, made in a thread of their own. */
export interface AuthenticationWorker {
  /** Never rejects: a check that can't be made within 20 seconds is a verdict of temporary errors. */
  check(raw: Buffer, peer: PeerFacts): Promise<AuthenticationVerdict>;
  /** Header lines to stand above the message. Rejects when the key is unusable. @param at time of signing, ms */
  sign(octets: Buffer, key: SigningKey, at: number): Promise<string>;
  close(): Promise<void>;
}

const recordTypes = ['A', 'AAAA', 'TXT', 'MX', 'CNAME', 'PTR', 'NS'] as const;
type RecordType = (typeof recordTypes)[number];

/** Each job is given so long: DNS of strangers may answer as slowly as it likes. */
const jobMilliseconds = 20 * 1000;

interface Pending {
  resolve(answer: FromWorker): void;
  reject(fault: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** The thread starts with the first job; when it dies, the next job starts another. */
export function openAuthenticationWorker(parts: { resolver: DnsResolver; hostname: string }): AuthenticationWorker {
  let worker: Worker | undefined;
  let jobs = 0;
  const pending = new Map<number, Pending>();

  const start = (): Worker => {
    const started = new Worker(new URL('./worker.ts', import.meta.url));
    started.unref();
    started.on('message', (message: FromWorker) => hear(started, message));
    const ended = (why: string) => {
      if (worker === started) worker = undefined;
      for (const { reject, timer } of pending.values()) {
        clearTimeout(timer);
        reject(new Error(why));
      }
      pending.clear();
    };
    started.on('error', (fault) => ended(String(fault)));
    started.on('exit', (code) => ended(`the authentication worker ended with code ${code}`));
    return started;
  };

  const hear = (from: Worker, message: FromWorker) => {
    if (message.type === 'ask') {
      ask(from, message.question, message.name, message.recordType);
      return;
    }
    const job = pending.get(message.id);
    if (!job) return;
    pending.delete(message.id);
    clearTimeout(job.timer);
    if (message.type === 'failed') job.reject(new Error(message.fault));
    else job.resolve(message);
  };

  const ask = (from: Worker, question: number, name: string, recordType: string) => {
    const say = (answer: ToWorker) => from.postMessage(answer);
    const known = recordTypes.find((type): type is RecordType => type === recordType);
    if (known === undefined) {
      say({ type: 'noAnswer', question, code: 'ENODATA' });
      return;
    }
    parts.resolver.resolve(name, known).then(
      (records) => say({ type: 'answer', question, records }),
      (fault: NodeJS.ErrnoException) => say({ type: 'noAnswer', question, code: fault.code ?? 'ESERVFAIL' }),
    );
  };

  const run = (make: (id: number) => ToWorker): Promise<FromWorker> =>
    new Promise((resolve, reject) => {
      const id = ++jobs;
      const timer = setTimeout(() => {
        pending.delete(id);
        reject(new Error('the authentication worker took too long'));
      }, jobMilliseconds);
      pending.set(id, { resolve, reject, timer });
      worker ??= start();
      worker.postMessage(make(id));
    });

  return {
    async check(raw, peer) {
      try {
        const answer = await run((id) => ({ type: 'check', id, raw, peer, hostname: parts.hostname }));
        return answer.type === 'checked' ? answer.verdict : noVerdict;
      } catch {
        return noVerdict;
      }
    },
    async sign(octets, key, at) {
      const answer = await run((id) => ({ type: 'sign', id, octets, key, at }));
      if (answer.type !== 'signed') throw new Error('the authentication worker gave no signature');
      return answer.signatures;
    },
    async close() {
      const closing = worker;
      worker = undefined;
      await closing?.terminate();
    },
  };
}
