/** One header field, unfolded; `name` as written, `value` without leading space or line ends. Raw octets read as latin1 unless they are valid UTF-8. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

export type CalendarFormKind = 'text/calendar' | 'application/ics' | 'application/ms-tnef';

/** A body part that carries calendaring, decoded from its transfer encoding and charset. */
export interface CalendarForm {
  readonly kind: CalendarFormKind;
  /** METHOD parameter of the Content-Type, upper-cased, when present. */
  readonly method?: string;
  /** UTF-8 text for text/calendar and application/ics. */
  readonly text?: string;
  /** Octets for application/ms-tnef. */
  readonly bytes?: Buffer;
  /** True when the part was longer than its cap: what is here is incomplete and must not be read as calendar. */
  readonly truncated: boolean;
}

/** What a message comes down to once its disposition has been applied. */
export interface KeptMessage {
  readonly headers: readonly Header[];
  readonly forms: readonly CalendarForm[];
  /** Readable text (`keep` only), capped; absent otherwise. */
  readonly plain?: string;
  readonly html?: string;
  /** Octets received, header and body, after dot-unstuffing. */
  readonly size: number;
  /** rfc5545 METHOD that makes it calendaring, or undefined. */
  readonly calendaring?: CalendaringMethod;
}

/** Methods that make a message Calendaring (IPM.Schedule.Meeting.*); PUBLISH and a bare .ics attachment do not. */
export type CalendaringMethod = 'REQUEST' | 'REPLY' | 'CANCEL' | 'ADD' | 'COUNTER' | 'DECLINECOUNTER' | 'REFRESH';

/** Tier of trust of a sender (law L7). */
export type Tier = 'ownOrganisation' | 'knownCorrespondent' | 'authenticatedStranger' | 'unauthenticated';

/** What is known of the sender's authentication: the home's word or our own check. */
export interface AuthenticationVerdict {
  readonly by: 'home' | 'passerelle' | 'none';
  readonly spf: AuthResult;
  readonly dkim: AuthResult;
  readonly dmarc: AuthResult;
  readonly arc: AuthResult;
  /** Domain of the From header that DMARC was judged for, lower-cased, where the verdict names it. */
  readonly dmarcFrom?: string;
  /** Domains for which SPF, DKIM or DMARC passed, lower-cased. */
  readonly passedDomains?: readonly string[];
}
export type AuthResult = 'pass' | 'fail' | 'none' | 'temperror' | 'permerror' | 'neutral' | 'softfail' | 'policy';
