/** What is kept of the organisation and its hub: configuration, credentials, the audit log. */

/** One configured thing: its kind, its name, its value as JSON. */
export interface ConfigurationEntry {
  readonly kind:
    | 'organisation'
    | 'acceptedDomain'
    | 'person'
    | 'inboundConnector'
    | 'outboundConnector'
    | 'transportRule'
    | 'outboundSpamPolicy'
    | 'bridge'
    | 'booking'
    | 'meetings'
    | 'signIn'
    | 'connection'
    /** Of a domain: whether it is proved, what it is used for. Absent: proved, and used for mail. */
    | 'domain'
    /** Scoped policies beside the one that holds for everybody, and the rules that say for whom. */
    | 'outboundSpamFilterPolicy'
    | 'outboundSpamFilterRule'
    | 'remoteDomain'
    | 'casMailbox'
    | 'dkimSigningConfig'
    /** What a client of the Exchange door wrote beside what mail flow needs; name `kind/name` of what it belongs to. */
    | 'exchange';
  readonly name: string;
  readonly body: unknown;
}

/** One resource that the connection engine touched; the body is the engine's, as JSON. */
export interface JournalRecord {
  readonly key: string;
  readonly body: unknown;
}

/** What a client of the Graph-shaped API left here: where it is told of changes, how far it has read, a meeting. */
export interface GraphRecord {
  readonly kind: 'subscription' | 'deltaState' | 'onlineMeeting';
  readonly id: string;
  readonly personId: string;
  /** 1 for a new one, then one more for each change. */
  readonly version: number;
  readonly expiresAt?: number;
  readonly body: unknown;
}

/** What a person signs in with, and where she is signed in. What she holds is here as a hash only. */
export interface SignInRecord {
  /** `account`: role, password and second factor, by the person's id; `spent`: a challenge that was answered. */
  readonly kind: 'account' | 'passkey' | 'session' | 'link' | 'appPassword' | 'spent';
  readonly id: string;
  /** '' for what is nobody's in particular. */
  readonly personId: string;
  /** 1 for a new one, then one more for each change. */
  readonly version: number;
  readonly expiresAt?: number;
  readonly body: unknown;
}

/** Who changed what, and from where. No secret, no content of calendars or mail. */
export interface AuditRecord {
  readonly id: string;
  readonly at: number;
  readonly who: {
    /** `system`: the program itself; `client`: a program of the organisation. */
    readonly kind: 'system' | 'local' | 'person' | 'client' | 'nobody';
    /** Address of the person, name or id of the client. */
    readonly name: string;
    readonly role?: string;
  };
  /** Network address it was asked from; '' for what came from nowhere. */
  readonly from: string;
  /** What was asked, e.g. `PUT /api/v1/connection`, or a stable code of its own, e.g. `password-set`. */
  readonly what: string;
  /** Whom or what it concerns. */
  readonly target: string;
  readonly changes: readonly AuditChange[];
}

/** Summaries, each cut to a few hundred characters; absent before: it is new, absent after: it is gone. */
export interface AuditChange {
  readonly of: string;
  readonly before?: string;
  readonly after?: string;
}

export interface AuditFilter {
  readonly limit: number;
  /** Only what happened before this time. */
  readonly before?: number;
}

/** Keys, certificates and hashes of credentials. `value` is JSON; secrets people hold are stored hashed. */
export interface Secret {
  readonly kind:
    | 'tenant'
    | 'originKey'
    | 'passwordKey'
    | 'dkimKey'
    | 'appPassword'
    | 'adminCredential'
    | 'client'
    | 'clientCertificate'
    | 'token';
  readonly id: string;
  readonly value: unknown;
  readonly createdAt: number;
  readonly expiresAt?: number;
}
