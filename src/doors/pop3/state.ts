import type { Maildrop, MaildropMessage } from '../../pipeline/maildrops.ts';

/** Who is there is not known yet; USER may have named somebody. */
export interface Authorization {
  readonly kind: 'authorization';
  readonly user?: string;
}

/** A mailbox is held. Message numbers count its messages from 1, deleted ones included. */
export interface Transaction {
  readonly kind: 'transaction';
  readonly maildrop: Maildrop;
  /** Message numbers marked by DELE; nothing comes of them without QUIT. */
  readonly marked: Set<number>;
}

/** QUIT was said: what is marked is being removed, and nothing more is read. */
export interface Update {
  readonly kind: 'update';
  readonly maildrop: Maildrop;
}

/** Where a session stands (rfc1939#3). */
export type SessionState = Authorization | Transaction | Update;

export interface NumberedMessage extends MaildropMessage {
  readonly number: number;
}

/** Messages that are not marked, in order. */
export function remaining({ maildrop, marked }: Transaction): NumberedMessage[] {
  return maildrop.messages
    .map((message, index) => ({ ...message, number: index + 1 }))
    .filter(({ number }) => !marked.has(number));
}

/** The message with this number; undefined when there is none, or it is marked, or that is no number. */
export function messageAt({ maildrop, marked }: Transaction, text: string): NumberedMessage | undefined {
  const number = readNumber(text);
  const message = number === undefined || marked.has(number) ? undefined : maildrop.messages[number - 1];
  return message && number !== undefined ? { ...message, number } : undefined;
}

export function readNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
