import type { Tier } from '../../mail/message.ts';
import type { RuleOutcome } from '../../rules/types.ts';
import type { TraceRecord } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { Opened, Recipient } from './opened.ts';

/** What was decided for one recipient, in the words of the trace. */
export interface Effect {
  readonly decision: string;
  readonly effect: string;
  readonly tier?: Tier;
  readonly uid?: string;
}

/** One record for each recipient (law L6); no content beyond the subject. */
export function recordsOf(
  context: HubContext,
  opened: Opened,
  size: number,
  effectOf: (recipient: Recipient, index: number) => Effect,
  outcome?: RuleOutcome,
): TraceRecord[] {
  const milliseconds = context.clock.now() - opened.at;
  const rules = outcome ? outcome.hits.map(({ rule, mode }) => (mode === 'Audit' ? `${rule} (Audit)` : rule)) : [];
  return opened.recipients.map((recipient, index) => ({
    id: context.trace.nextId(opened.at),
    at: opened.at,
    direction: 'in',
    messageId: opened.messageId,
    sender: opened.headerFrom === '' ? opened.envelope.sender : opened.headerFrom,
    recipient: recipient.address,
    subject: opened.subject.slice(0, 256),
    size,
    peer: opened.envelope.connection.remoteAddress,
    ...(opened.connector === undefined ? {} : { connector: opened.connector }),
    rules,
    ...effectOf(recipient, index),
    milliseconds,
  }));
}
