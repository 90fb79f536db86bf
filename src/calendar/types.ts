/**
 * Scheduling (rfc5546) as plain data. The room's functions are pure: stored object,
 * incoming message, who and when go in; what to store and what to say comes out.
 */
import type { CalendaringMethod } from '../mail/message.ts';
import type { Extent } from './span.ts';

/** PARTSTAT (rfc5545#3.2.12); the last two of a VTODO only. */
export type PartStat =
  | 'NEEDS-ACTION'
  | 'ACCEPTED'
  | 'DECLINED'
  | 'TENTATIVE'
  | 'DELEGATED'
  | 'COMPLETED'
  | 'IN-PROCESS';

/** A scheduling message read from a calendar form. `ics` is the text as it came, capped. */
export interface SchedulingMessage {
  readonly kind: 'message';
  readonly method: CalendaringMethod;
  readonly uid: string;
  readonly ics: string;
  /** Mail address of ORGANIZER, lower-cased; absent in some Exchange replies. */
  readonly organizer?: string;
  /** SENT-BY of the organizer, lower-cased. */
  readonly organizerSentBy?: string;
  readonly attendees: readonly {
    readonly address: string;
    readonly partStat: PartStat;
    readonly name?: string;
    readonly sentBy?: string;
  }[];
  /** Highest SEQUENCE over its components. */
  readonly sequence: number;
  /** Latest DTSTAMP, ms. */
  readonly dtstamp: number;
  /** RECURRENCE-ID values as written (UTC or local with TZID); empty for the series or a single event. */
  readonly recurrenceIds: readonly string[];
  readonly summary: string;
}

/** Why a calendar text can't be used; `where` names line or property. */
export interface CalendarProblem {
  readonly kind: 'problem';
  readonly code:
    | 'unreadable'
    | 'no-uid'
    | 'no-method'
    | 'several-uids'
    | 'too-many-components'
    | 'too-many-dates'
    | 'too-large'
    | 'no-start'
    | 'unknown-zone'
    | 'truncated';
  readonly where: string;
}

/** Outcome of a merge into one calendar. */
export type Merge =
  | {
      readonly kind: 'unchanged';
      readonly what: 'duplicate' | 'older' | 'unknown-event' | 'not-organizer' | 'not-attendee' | 'deleted-by-person';
    }
  | {
      readonly kind: 'put';
      readonly what:
        | 'filed'
        | 'updated'
        | 'exception-filed'
        | 'instance-added'
        | 'cancelled'
        | 'instance-cancelled'
        | 'answered'
        | 'admitted';
      /** The whole object to store, without METHOD. */
      readonly ics: string;
      readonly spanStart: number;
      readonly spanEnd: number | null;
      readonly extent?: Extent;
      /** Answer to send to the organizer, only when policy says so. */
      readonly reply?: OutgoingScheduling;
    };

/** One iTIP message to send to the named addresses; text ready for iMIP. */
export interface OutgoingScheduling {
  readonly method: 'REQUEST' | 'REPLY' | 'CANCEL' | 'COUNTER' | 'DECLINECOUNTER' | 'REFRESH';
  readonly uid: string;
  /** Whole VCALENDAR with METHOD. */
  readonly ics: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly sequence: number;
  readonly dtstamp: number;
  readonly recurrenceId?: string;
  /** REPLY and COUNTER only. */
  readonly partStat?: PartStat;
  /** REQUEST only: whoever gets it was invited before. */
  readonly update?: true;
  /** REPLY only: it answers a question for busy times (VFREEBUSY, rfc5546#3.3.3), and concerns no event. */
  readonly freeBusy?: true;
  /** REQUEST only, of an attendee: she sends whoever gets it in her place, or tells her of it. */
  readonly passedOn?: 'delegated' | 'forwarded';
  /** Who sends it in the name of `from` (SENT-BY): the mail's Sender (rfc5322#3.6.2). */
  readonly sender?: { readonly address: string; readonly name: string };
  /** True where policy decided and not the person: the mail says Auto-Submitted (rfc3834#5). */
  readonly automatic?: true;
}
