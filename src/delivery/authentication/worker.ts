/**
 * The worker thread in which mailauth runs: hashes and signatures would hold up the
 * doors, and the library takes a third of a second to load. It has no network: DNS is
 * asked through the main thread, whose resolver the administrator chose.
 */
import { parentPort } from 'node:worker_threads';
import { authenticate, type DNSResolver, dkimSign } from 'mailauth';
import type { FromWorker, ToWorker } from './protocol.ts';
import { type MailauthResult, verdictOf } from './verdict.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread');
const say = (message: FromWorker) => port.postMessage(message);

let questions = 0;
const asked = new Map<number, { resolve(records: unknown): void; reject(fault: Error): void }>();

const resolver: DNSResolver = (name, recordType) =>
  new Promise((resolve, reject) => {
    const question = ++questions;
    asked.set(question, { resolve: (records) => resolve(records as string[][]), reject });
    say({ type: 'ask', question, name, recordType });
  });

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'answer':
      asked.get(message.question)?.resolve(message.records);
      asked.delete(message.question);
      return;
    case 'noAnswer':
      asked.get(message.question)?.reject(Object.assign(new Error(message.code), { code: message.code }));
      asked.delete(message.question);
      return;
    case 'check':
      answer(message.id, () => check(message));
      return;
    case 'sign':
      answer(message.id, () => sign(message));
      return;
  }
});

function answer(id: number, work: () => Promise<FromWorker>): void {
  work().then(say, (fault: unknown) => say({ type: 'failed', id, fault: String(fault) }));
}

async function check({ id, raw, peer, hostname }: Extract<ToWorker, { type: 'check' }>): Promise<FromWorker> {
  const result = await authenticate(Buffer.from(raw), {
    ip: peer.ip,
    helo: peer.helo,
    sender: peer.sender,
    mta: hostname,
    resolver,
    disableBimi: true,
    // rfc8301#3.1
    rejectRsaSha1: true,
  });
  return { type: 'checked', id, verdict: verdictOf(result as MailauthResult) };
}

async function sign({ id, octets, key, at }: Extract<ToWorker, { type: 'sign' }>): Promise<FromWorker> {
  const signed = await dkimSign(Buffer.from(octets), {
    canonicalization: 'relaxed/relaxed',
    signTime: new Date(at),
    signingDomain: key.domain,
    selector: key.selector,
    privateKey: key.privateKey,
    signatureData: [{ signingDomain: key.domain, selector: key.selector, privateKey: key.privateKey }],
  });
  const [problem] = signed.errors;
  if (problem !== undefined) throw new Error(`DKIM for ${key.domain}: ${String(problem.err ?? problem)}`);
  return { type: 'signed', id, signatures: signed.signatures };
}
