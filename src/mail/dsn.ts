/** Delivery status notifications (rfc3464): what became of a message, for the originator. */
import { composeMessage } from './compose.ts';
import { writeHeaders } from './headerBlock.ts';
import type { Header } from './message.ts';
import { mailDate } from './received.ts';

export interface DsnInput {
  readonly kind: 'failed' | 'delayed' | 'relayed';
  readonly language: 'en' | 'fr';
  readonly reportingMta: string;
  /** Address the message was for. */
  readonly recipient: string;
  /** As the sender gave it (rfc3461#4.2). */
  readonly originalRecipient?: string;
  /** Who is told. */
  readonly originator: string;
  /** rfc3463 status. */
  readonly status: string;
  /** What the other side said, one line. */
  readonly diagnostic: string;
  readonly remoteMta?: string;
  readonly envelopeId?: string;
  readonly messageId: string;
  readonly at: number;
  /** Until when it is tried (delayed only). */
  readonly retryUntil?: number;
  readonly random: { uuid(): string };
  /** Header section of the message; its body is never sent back. */
  readonly originalHeaders: readonly Header[];
  readonly extraHeaders?: readonly (readonly [string, string])[];
}

export function composeDsn(input: DsnInput): Buffer {
  const words = texts[input.language][input.kind];
  return composeMessage({
    headers: [
      ['From', `Mail Delivery System <postmaster@${input.reportingMta}>`],
      ['To', input.originator],
      ['Subject', words.subject],
      ['Date', mailDate(input.at)],
      ['Message-ID', input.messageId],
      // rfc3834#5.1: a report is never answered by a machine.
      ['Auto-Submitted', 'auto-replied'],
      ...(input.extraHeaders ?? []),
    ],
    body: {
      kind: 'multipart',
      subtype: 'report',
      boundary: `=_${input.random.uuid()}`,
      parameters: { 'report-type': 'delivery-status' },
      parts: [
        { kind: 'text', type: 'text/plain', text: words.body(input.recipient, oneLine(input.diagnostic)) },
        { kind: 'text', type: 'message/delivery-status', text: statusFields(input) },
        {
          kind: 'text',
          type: 'text/rfc822-headers',
          text: writeHeaders(input.originalHeaders).toString('utf8'),
        },
      ],
    },
  });
}

/** rfc3464#2.2, rfc3464#2.3. */
function statusFields(input: DsnInput): string {
  const message = [
    ...(input.envelopeId === undefined ? [] : [`Original-Envelope-Id: ${oneLine(input.envelopeId)}`]),
    `Reporting-MTA: dns; ${input.reportingMta}`,
  ];
  const recipient = [
    ...(input.originalRecipient === undefined
      ? []
      : [`Original-Recipient: rfc822; ${oneLine(input.originalRecipient)}`]),
    `Final-Recipient: rfc822; ${oneLine(input.recipient)}`,
    `Action: ${input.kind}`,
    `Status: ${input.status}`,
    ...(input.remoteMta === undefined ? [] : [`Remote-MTA: dns; ${input.remoteMta}`]),
    `Diagnostic-Code: smtp; ${oneLine(input.diagnostic)}`,
    ...(input.retryUntil === undefined ? [] : [`Will-Retry-Until: ${mailDate(input.retryUntil)}`]),
  ];
  return `${message.join('\n')}\n\n${recipient.join('\n')}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 500);
}

const texts = {
  en: {
    failed: {
      subject: 'Not delivered: your message',
      body: (to: string, why: string) =>
        `Your message to ${to} could not be delivered, and it will not be tried again.\n\nThe other side said:\n  ${why}\n`,
    },
    delayed: {
      subject: 'Delayed: your message',
      body: (to: string, why: string) =>
        `Your message to ${to} has not been delivered yet. It is being tried again; there is nothing you need to do.\n\nLast answer:\n  ${why}\n`,
    },
    relayed: {
      subject: 'Handed over: your message',
      body: (to: string, why: string) =>
        `Your message to ${to} was handed to a mail server that sends no confirmation of its own.\n\nIt said:\n  ${why}\n`,
    },
  },
  fr: {
    failed: {
      subject: 'Non remis : votre message',
      body: (to: string, why: string) =>
        `Votre message à ${to} n’a pas pu être remis et ne sera plus présenté.\n\nL’autre serveur a répondu :\n  ${why}\n`,
    },
    delayed: {
      subject: 'Retardé : votre message',
      body: (to: string, why: string) =>
        `Votre message à ${to} n’est pas encore remis. Il est présenté de nouveau ; vous n’avez rien à faire.\n\nDernière réponse :\n  ${why}\n`,
    },
    relayed: {
      subject: 'Transmis : votre message',
      body: (to: string, why: string) =>
        `Votre message à ${to} a été transmis à un serveur qui n’envoie pas de confirmation.\n\nIl a répondu :\n  ${why}\n`,
    },
  },
} as const;
