import { createHash } from 'node:crypto';
import { writeHeaders } from '../../mail/headerBlock.ts';
import type { Header } from '../../mail/message.ts';
import { receivedHeader } from '../../mail/received.ts';
import { type Job, jobLedgerKey } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { Onward, Opened, Settled } from '../inbound/opened.ts';

/** How long a passed message is tried (rfc5321#4.5.4.1). */
const lifetime = 5 * 24 * 3600 * 1000;

/** Jobs for a whole message that a rule sends on: one body in the store for all of them, one header each. */
export function passOn(
  context: HubContext,
  opened: Opened,
  decision: Extract<Settled, { kind: 'pass' }>,
  passage: { readonly contentId: string; readonly key: Buffer; readonly digest: string },
): Job[] {
  const { contentId, key, digest } = passage;
  const header = writeHeaders(onwardHeaders(context, opened, decision.outcome.headers));
  return decision.onward.map((onward) => ({
    ...passedJob(context, opened, onward, digest),
    message: { type: 'content', contentId, key, header },
  }));
}

/** The headers as the rules left them, under our own Received line (rfc5321#4.4). */
export function onwardHeaders(context: HubContext, opened: Opened, headers: readonly Header[]): Header[] {
  return [receivedHeader({ hostname: context.hostname, envelope: opened.envelope, at: opened.at }), ...headers];
}

/**
 * All of a job but its message. A sender that never got our 250 sends the same octets again:
 * that is one message. Message-ID alone does not tell, since some programs use one twice.
 * @param bodyDigest of the body as it came
 */
export function passedJob(
  context: HubContext,
  opened: Opened,
  onward: Onward,
  bodyDigest: string,
): Omit<Job, 'message'> {
  const at = context.clock.now();
  const first = opened.envelope.recipients[0];
  const content = createHash('sha256')
    .update(JSON.stringify([opened.headers, bodyDigest]))
    .digest('base64url');
  return {
    id: context.random.uuid(),
    idempotencyKey: `pass:${content}>${onward.address}`,
    connector: onward.connector,
    sender: opened.envelope.sender,
    recipient: onward.address,
    messageId: opened.messageId,
    notify: first?.notify ?? [],
    ...(opened.envelope.envelopeId === undefined ? {} : { envelopeId: opened.envelope.envelopeId }),
    ...(first?.originalRecipient === undefined ? {} : { originalRecipient: first.originalRecipient }),
    smtpUtf8: opened.envelope.smtpUtf8,
    origin: 'passed',
    createdAt: at,
    dueAt: at,
    expiresAt: at + lifetime,
    attempts: 0,
    lastError: '',
    delayNotified: false,
  };
}

/** Of these jobs, those whose message was not sent on before; the ledger keeps every idempotency key. */
export async function stillToPass(context: HubContext, jobs: readonly Job[]): Promise<Job[]> {
  const known = await context.store.reads.ledger(jobs.map(jobLedgerKey));
  return jobs.filter((job) => !known.has(jobLedgerKey(job)));
}
