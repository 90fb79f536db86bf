import { writeHeaders } from '../../mail/headerBlock.ts';
import type { Header } from '../../mail/message.ts';
import { receivedHeader } from '../../mail/received.ts';
import type { Job, Write } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { Decision, Onward, Opened } from '../inbound/opened.ts';
import type { Passage } from '../inbound/passage.ts';
import type { Effect } from '../inbound/records.ts';

/** How long a passed message is tried (rfc5321#4.5.4.1). */
const lifetime = 5 * 24 * 3600 * 1000;

/** Jobs for a whole message that a rule sends on: one body in the store for all of them, one header each. */
export function passOn(
  context: HubContext,
  opened: Opened,
  decision: Extract<Decision, { kind: 'pass' }>,
  passage: Passage,
): { writes: Write[]; effects: (index: number) => Effect } {
  const header = writeHeaders(onwardHeaders(context, opened, decision.outcome.headers));
  const writes = decision.onward.map(
    (onward): Write => ({
      type: 'enqueue',
      job: {
        ...passedJob(context, opened, onward),
        message: { type: 'content', contentId: passage.contentId, key: passage.key, header },
      },
    }),
  );
  const to = decision.onward.map(({ address, connector }) => `${address} by ${connector}`).join(', ');
  return { writes, effects: () => ({ decision: 'pass', effect: `passed to ${to}` }) };
}

/** The headers as the rules left them, under our own Received line (rfc5321#4.4). */
export function onwardHeaders(context: HubContext, opened: Opened, headers: readonly Header[]): Header[] {
  return [receivedHeader({ hostname: context.hostname, envelope: opened.envelope, at: opened.at }), ...headers];
}

/** All of a job but its message. */
export function passedJob(context: HubContext, opened: Opened, onward: Onward): Omit<Job, 'message'> {
  const at = context.clock.now();
  const first = opened.envelope.recipients[0];
  const id = context.random.uuid();
  return {
    id,
    idempotencyKey:
      opened.messageId === ''
        ? id
        : `pass:${opened.messageId}>${onward.address}:${opened.envelope.recipients.map((r) => r.address).join(',')}`,
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
