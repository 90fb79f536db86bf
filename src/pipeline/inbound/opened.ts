import type { Resolved } from '../../directory/recipients.ts';
import type { Directory } from '../../directory/types.ts';
import type { HomeReading } from '../../mail/authentication/home.ts';
import type { Envelope } from '../../mail/envelope.ts';
import type { Header } from '../../mail/message.ts';
import type { Refusal } from '../../mail/refusal.ts';
import type { RuleOutcome } from '../../rules/types.ts';

/** A message of which envelope and headers are known and the body is still to come. */
export interface Opened {
  readonly at: number;
  readonly envelope: Envelope;
  /** The directory as it was when the message began: one message is judged by one snapshot. */
  readonly directory: Directory;
  readonly connector?: string;
  /** After the header firewall. */
  readonly headers: readonly Header[];
  readonly messageId: string;
  readonly subject: string;
  /** First address of From, lower-cased; '' when there is none. */
  readonly headerFrom: string;
  /** From names more than one address: whoever checked the sender may have looked at another (rfc7489#6.6.1). */
  readonly severalFrom: boolean;
  readonly recipients: readonly Recipient[];
  /** What the home says of the sender; undefined when its word was not declared. Read when it is first asked for: a drop mostly needs none. */
  readonly home: () => HomeReading | undefined;
}

export interface Recipient {
  /** As in RCPT. */
  readonly address: string;
  readonly resolved: Resolved;
}

/** What a message comes to. */
export type Settled =
  | { readonly kind: 'drop'; readonly effect: string; readonly outcome?: RuleOutcome }
  | { readonly kind: 'reject'; readonly refusal: Refusal; readonly outcome?: RuleOutcome }
  | { readonly kind: 'pass'; readonly outcome: RuleOutcome; readonly onward: readonly Onward[] }
  | { readonly kind: 'calendaring'; readonly outcome: RuleOutcome; readonly onward: readonly Onward[] };

/** `undecided` waits for the body to show whether it is calendaring. */
export type Decision =
  | Settled
  | { readonly kind: 'undecided'; readonly ifCalendaring: Settled; readonly otherwise: Settled };

/** A recipient outside that a rule sends the message to, and by which connector. */
export interface Onward {
  readonly address: string;
  readonly connector: string;
}
