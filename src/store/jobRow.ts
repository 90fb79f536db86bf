import type { Job } from './contract.ts';
import { octets } from './octets.ts';
import type { Tables } from './schema.ts';

export type JobRow = Omit<Tables['job'], 'organisation_id' | 'leased_due_at'>;

export const jobColumns = [
  'id',
  'idempotency_key',
  'connector',
  'sender',
  'recipient',
  'message_id',
  'content_id',
  'content_key',
  'octets',
  'notify',
  'envelope_id',
  'original_recipient',
  'smtp_utf8',
  'origin',
  'created_at',
  'due_at',
  'expires_at',
  'attempts',
  'last_error',
  'delay_notified',
] as const satisfies readonly (keyof JobRow)[];

export function jobValues(job: Job): JobRow {
  const { message } = job;
  return {
    id: job.id,
    idempotency_key: job.idempotencyKey,
    connector: job.connector,
    sender: job.sender,
    recipient: job.recipient,
    message_id: job.messageId,
    content_id: message.type === 'content' ? message.contentId : null,
    content_key: message.type === 'content' ? message.key : null,
    octets: message.type === 'content' ? message.header : message.octets,
    notify: JSON.stringify(job.notify),
    envelope_id: job.envelopeId ?? null,
    original_recipient: job.originalRecipient ?? null,
    smtp_utf8: job.smtpUtf8 ? 1 : 0,
    origin: job.origin,
    created_at: job.createdAt,
    due_at: job.dueAt,
    expires_at: job.expiresAt,
    attempts: job.attempts,
    last_error: job.lastError,
    delay_notified: job.delayNotified ? 1 : 0,
  };
}

export function jobFrom(row: JobRow): Job {
  return {
    id: row.id,
    idempotencyKey: row.idempotency_key,
    connector: row.connector,
    sender: row.sender,
    recipient: row.recipient,
    messageId: row.message_id,
    message:
      row.content_id === null || row.content_key === null
        ? { type: 'whole', octets: octets(row.octets) }
        : { type: 'content', contentId: row.content_id, key: octets(row.content_key), header: octets(row.octets) },
    notify: JSON.parse(row.notify) as string[],
    ...(row.envelope_id === null ? {} : { envelopeId: row.envelope_id }),
    ...(row.original_recipient === null ? {} : { originalRecipient: row.original_recipient }),
    smtpUtf8: row.smtp_utf8 === 1,
    origin: row.origin as Job['origin'],
    createdAt: row.created_at,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    attempts: row.attempts,
    lastError: row.last_error,
    delayNotified: row.delay_notified === 1,
  };
}
