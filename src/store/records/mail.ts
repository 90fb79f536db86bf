/** What is kept of mail: jobs that wait to leave, the ledger, hub mailboxes, the trace. */
import type { Tier } from '../../mail/message.ts';

export interface LedgerEntry {
  readonly key: string;
  readonly at: number;
}

/** A message to one recipient, waiting to leave. */
export interface Job {
  readonly id: string;
  /** At most one job ever has it. */
  readonly idempotencyKey: string;
  readonly connector: string;
  readonly sender: string;
  readonly recipient: string;
  readonly messageId: string;
  /** Whole message; or the content that was streamed in, with the header to write before it. */
  readonly message:
    | { readonly type: 'whole'; readonly octets: Buffer }
    | { readonly type: 'content'; readonly contentId: string; readonly key: Buffer; readonly header: Buffer };
  readonly notify: readonly string[];
  readonly envelopeId?: string;
  readonly originalRecipient?: string;
  readonly smtpUtf8: boolean;
  /** 'hub': originated here; 'passed': redirect or route of somebody's mail; 'dsn': a report, never answered by another. */
  readonly origin: 'hub' | 'passed' | 'dsn';
  readonly createdAt: number;
  readonly dueAt: number;
  readonly expiresAt: number;
  readonly attempts: number;
  readonly lastError: string;
  readonly delayNotified: boolean;
}

/** Under which key the ledger remembers a job, also after it is done. */
export function jobLedgerKey(job: Pick<Job, 'idempotencyKey'>): string {
  return `job:${job.idempotencyKey}`;
}

/** One message and one recipient, as it was decided. No content. */
export interface TraceRecord {
  readonly id: string;
  readonly at: number;
  /** What came in by the SMTP door, what the hub sent, what a person or administrator did. */
  readonly direction: 'in' | 'out' | 'hub';
  readonly messageId: string;
  readonly sender: string;
  readonly recipient: string;
  readonly subject?: string;
  readonly size: number;
  readonly peer: string;
  readonly connector?: string;
  readonly tier?: Tier;
  readonly rules: readonly string[];
  /** Disposition or state: drop, file, keep, pass, reject, hold, delivered, deferred, failed. */
  readonly decision: string;
  /** Stable code of the effect, e.g. 'by nature', 'no such person', 'filed tentative', 'echo'. */
  readonly effect: string;
  readonly uid?: string;
  /** Milliseconds from the first octet of the message to the answer. */
  readonly milliseconds: number;
}

export interface TraceFilter {
  readonly limit: number;
  readonly messageId?: string;
  readonly recipient?: string;
  readonly before?: number;
  /** Only records with id greater in time than this one. */
  readonly after?: number;
}

/** Hub-originated mail that stays in the hub's own mailbox of a person. */
export interface MailboxMessage {
  readonly id: string;
  readonly personId: string;
  readonly at: number;
  readonly octets: Buffer;
}

/** A message of a hub mailbox without its octets. */
export interface MailboxEntry extends Omit<MailboxMessage, 'octets'> {
  /** In octets. */
  readonly size: number;
}
