/**
 * An expected "no" on the SMTP wire, as a value. Faults are thrown instead, and
 * become 451 4.3.0 at the door. `text` is safe for the peer; `detail` is for the log.
 */
export interface Refusal {
  readonly kind: 'refusal';
  /** Three-digit reply code (rfc5321#4.2): 4xx temporary, 5xx permanent. */
  readonly reply: number;
  /** Enhanced status code (rfc3463), e.g. '5.7.64'. */
  readonly status: string;
  readonly text: string;
  readonly detail?: string;
}

export function refuse(reply: number, status: string, text: string, detail?: string): Refusal {
  return detail === undefined
    ? { kind: 'refusal', reply, status, text }
    : { kind: 'refusal', reply, status, text, detail };
}
