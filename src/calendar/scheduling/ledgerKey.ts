import type { OutgoingScheduling, SchedulingMessage } from '../types.ts';

/**
 * Key under which the ledger of origin (law L3) knows a scheduling message: METHOD, UID,
 * RECURRENCE-ID, SEQUENCE, DTSTAMP, sending attendee, recipient. It holds whatever a mail
 * system on the way does to headers. `attendee` is the answering address of a REPLY; it plays no part in other methods.
 */
export function ledgerKey(outgoing: OutgoingScheduling, attendee: string, recipient: string): string {
  const sender = outgoing.method === 'REPLY' ? attendee : '';
  const instances = outgoing.recurrenceId === undefined ? [] : [outgoing.recurrenceId];
  return key(outgoing.method, outgoing.uid, instances, outgoing.sequence, outgoing.dtstamp, sender, recipient);
}

/** The keys that a message which came in would have if it was ours, going to `recipient`. */
export function ledgerKeysOf(message: SchedulingMessage, from: string, recipient: string): string[] {
  const senders =
    message.method === 'REPLY' ? new Set([...message.attendees.map(({ address }) => address), from]) : [''];
  return [...senders].map((sender) =>
    key(message.method, message.uid, message.recurrenceIds, message.sequence, message.dtstamp, sender, recipient),
  );
}

function key(
  method: string,
  uid: string,
  recurrenceIds: readonly string[],
  sequence: number,
  dtstamp: number,
  attendee: string,
  recipient: string,
): string {
  const instances = [...recurrenceIds].sort().join(',');
  const parts = [
    method,
    uid,
    instances,
    sequence,
    Math.floor(dtstamp / 1000),
    attendee.toLowerCase(),
    recipient.toLowerCase(),
  ];
  return `imip:${parts.map((part) => encodeURIComponent(String(part).toWellFormed())).join(':')}`;
}
