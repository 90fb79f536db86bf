/**
 * Delivery status notifications (rfc3464): a report to the originator, for people and for
 * programs. The original's headers are returned, never its content. Send it from the null
 * sender (rfc3461#6.2), and never about another of its kind.
 */
import type { Random } from '../platform/random.ts';
import { composeMessage, newBoundary, writeMailbox } from './compose.ts';
import { type DsnKind, dsnTexts } from './dsnTexts.ts';
import { writeHeaders } from './headerBlock.ts';
import { mailDate } from './mailDate.ts';
import type { Header } from './message.ts';

export interface DsnRequest {
  readonly kind: DsnKind;
  readonly language: 'en' | 'fr';
  /** Our host name. */
  readonly reportingMta: string;
  readonly recipient: string;
  /** ORCPT of rfc3461, without `rfc822;`. */
  readonly originalRecipient?: string;
  /** ENVID of rfc3461. */
  readonly envelopeId?: string;
  /** To whom it goes. */
  readonly originator: string;
  /** Enhanced status code (rfc3463). */
  readonly status: string;
  /** The peer's reply, or ours: `550 5.1.1 No such user`. */
  readonly diagnostic: string;
  /** Host that gave the diagnostic, when it was not us. */
  readonly remoteMta?: string;
  readonly messageId: string;
  /** Now, ms. */
  readonly at: number;
  /** When the original came, ms. */
  readonly arrivedAt?: number;
  /** Kind `delayed`: until when, ms. */
  readonly willRetryUntil?: number;
  readonly random: Random;
  readonly originalHeaders: readonly Header[];
}

export function composeDsn(request: DsnRequest): Buffer {
  const words = dsnTexts[request.language][request.kind];
  const retry = request.willRetryUntil === undefined ? {} : { willRetryUntil: mailDate(request.willRetryUntil) };
  const diagnostic = oneLine(request.diagnostic);
  const originalId = request.originalHeaders.find(({ name }) => name.toLowerCase() === 'message-id')?.value;
  return composeMessage({
    headers: [
      ['Date', mailDate(request.at)],
      ['From', writeMailbox(`MAILER-DAEMON@${request.reportingMta}`, 'Mail Delivery System')],
      ['To', request.originator],
      ['Subject', words.subject],
      ['Message-ID', request.messageId],
      // rfc3834#5: nothing automatic answers this.
      ['Auto-Submitted', 'auto-replied'],
      ...(originalId === undefined ? [] : [['References', originalId] as const]),
    ],
    body: {
      kind: 'multipart',
      subtype: 'report',
      boundary: newBoundary(request.random),
      parameters: { 'report-type': 'delivery-status' },
      parts: [
        { kind: 'text', type: 'text/plain', text: words.text({ recipient: request.recipient, diagnostic, ...retry }) },
        { kind: 'text', type: 'message/delivery-status', text: statusFields(request, diagnostic), encoding: '7bit' },
        { kind: 'text', type: 'text/rfc822-headers', text: writeHeaders(request.originalHeaders).toString('utf8') },
      ],
    },
  });
}

/** rfc3464#2.2 (the message) and, after an empty line, rfc3464#2.3 (the recipient). */
function statusFields(request: DsnRequest, diagnostic: string): string {
  const { envelopeId, arrivedAt, originalRecipient, remoteMta, willRetryUntil } = request;
  const message = [
    ...(envelopeId === undefined ? [] : [`Original-Envelope-Id: ${oneLine(envelopeId)}`]),
    `Reporting-MTA: dns; ${request.reportingMta}`,
    ...(arrivedAt === undefined ? [] : [`Arrival-Date: ${mailDate(arrivedAt)}`]),
  ];
  const recipient = [
    ...(originalRecipient === undefined ? [] : [`Original-Recipient: ${addressType(originalRecipient)}`]),
    `Final-Recipient: ${addressType(request.recipient)}`,
    `Action: ${request.kind}`,
    `Status: ${request.status}`,
    ...(remoteMta === undefined ? [] : [`Remote-MTA: dns; ${oneLine(remoteMta)}`]),
    `Diagnostic-Code: smtp; ${ascii(diagnostic)}`,
    `Last-Attempt-Date: ${mailDate(request.at)}`,
    ...(willRetryUntil === undefined ? [] : [`Will-Retry-Until: ${mailDate(willRetryUntil)}`]),
  ];
  return `${[...message, '', ...recipient].join('\r\n')}\r\n`;
}

/** rfc6533#3: an address that is not ASCII is of type utf-8, escaped because this part is 7bit. */
function addressType(address: string): string {
  const line = oneLine(address);
  if (ascii(line) === line) return `rfc822; ${line}`;
  const escaped = [...line].map((c) =>
    (c.codePointAt(0) ?? 0) > 126 ? `\\x{${c.codePointAt(0)?.toString(16).toUpperCase()}}` : c,
  );
  return `utf-8; ${escaped.join('')}`;
}

function ascii(text: string): string {
  return [...text].map((character) => ((character.codePointAt(0) ?? 0) > 126 ? '?' : character)).join('');
}

/** A reply of many lines as one that fits (rfc5322#2.1.1). */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 800);
}
