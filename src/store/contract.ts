/**
 * The store's contract: what SQLite and PostgreSQL both keep, word for word.
 *
 * Reads answer the last commit. Writes are units: plain data, decided beforehand,
 * applied without waiting inside. A write that expects a version which is no longer
 * there makes its unit a `conflict`: nothing of it is applied, and whoever decided
 * reads again and decides again. Units that wait together share one commit, each
 * under its own savepoint (SQLite), or run as transactions of their own (PostgreSQL).
 *
 * Times are milliseconds since 1970-01-01T00:00:00Z. One organisation a store handle;
 * every key in the tables starts with organisation_id.
 */
import type { Extent } from '../calendar/span.ts';
import type { CalendarShare } from '../directory/calendarAccess.ts';
import type { NoticeChoices } from '../directory/notices.ts';
import type { CalendarForm, Header, Tier } from '../mail/message.ts';

export interface Store {
  readonly organisationId: string;
  readonly reads: Reads;
  /** Applies all writes of the unit, or none. Rejects on a fault of the store only. */
  commit(unit: readonly Write[]): Promise<'committed' | 'conflict'>;
  /** Leases due jobs: each is invisible to others until `until`, or until it is finished or postponed. */
  leaseJobs(request: { now: number; until: number; limit: number; connector?: string }): Promise<Job[]>;
  /** Takes or renews what one holder may have at a time, until `until`; false while another has it. */
  takeLease(request: { name: string; holder: string; now: number; until: number }): Promise<boolean>;
  /** Octets of a passed message, in order, decrypted by whoever holds the key in its job. */
  content(contentId: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

export type Write =
  | {
      readonly type: 'putObject';
      readonly object: CalendarObject /** version to replace; 0: must not exist yet */;
      readonly expect: number;
    }
  | {
      readonly type: 'deleteObject' /** its name is told as gone to whoever asks what changed, until that is pruned */;
      readonly calendarId: string;
      readonly uid: string;
      readonly expect: number;
      readonly at: number;
    }
  | { readonly type: 'putCalendar'; readonly calendar: Calendar }
  | {
      readonly type: 'deleteCalendar' /** with all that is in it; conflict when it has changed */;
      readonly calendar: Calendar;
    }
  | {
      readonly type: 'requireCalendar' /** conflict when the calendar is not there (any more) */;
      readonly calendarId: string;
    }
  | {
      readonly type: 'requireUnchanged' /** conflict when anything was written to the calendar since; 0: it is not there, or empty */;
      readonly calendarId: string;
      readonly change: number;
    }
  | { readonly type: 'putProperty' /** value undefined deletes */; readonly property: CollectionProperty }
  | { readonly type: 'addHistory'; readonly entry: HistoryEntry }
  | { readonly type: 'hold' /** one whose id is there is left as it is */; readonly held: HeldInvitation }
  | {
      readonly type: 'settleHeld' /** conflict when it is not waiting any more */;
      readonly id: string;
      readonly state: 'filed' | 'dropped';
      readonly at: number;
    }
  | { readonly type: 'addLedger' /** existing keys are left as they are */; readonly entries: readonly LedgerEntry[] }
  | { readonly type: 'addCorrespondent'; readonly personId: string; readonly address: string; readonly at: number }
  | { readonly type: 'enqueue' /** conflict when the idempotency key exists */; readonly job: Job }
  | { readonly type: 'finishJob'; readonly id: string }
  | {
      readonly type: 'postponeJob';
      readonly id: string;
      readonly dueAt: number;
      readonly attempts: number;
      readonly lastError: string;
      readonly delayNotified: boolean;
    }
  | {
      readonly type: 'addContent';
      readonly contentId: string;
      readonly sequence: number;
      readonly octets: Buffer;
      readonly at: number;
    }
  | { readonly type: 'dropContent'; readonly contentId: string }
  | { readonly type: 'addTrace'; readonly records: readonly TraceRecord[] }
  | { readonly type: 'putMailboxMessage'; readonly message: MailboxMessage }
  | {
      readonly type: 'deleteMailboxMessages' /** those that are gone already are left out */;
      readonly personId: string;
      readonly ids: readonly string[];
    }
  | {
      readonly type: 'putInboxMessage';
      readonly message: InboxMessage;
      /** What is kept of the person's: the latest so many, and none from before `since`. */
      readonly keep: { readonly most: number; readonly since: number };
    }
  | { readonly type: 'deleteInboxMessage'; readonly personId: string; readonly name: string }
  | {
      readonly type: 'putConfiguration' /** body undefined deletes */;
      readonly entries: readonly ConfigurationEntry[] /** change number to replace: one more afterwards */;
      readonly expectChange: number;
    }
  | {
      readonly type: 'putShare' /** replaces what the person had */;
      readonly share: CalendarShare;
      readonly at: number;
    }
  | { readonly type: 'dropShare'; readonly calendarId: string; readonly personId: string }
  | {
      readonly type: 'claim' /** conflict when the key is in the ledger: for what happens once */;
      readonly key: string;
      readonly at: number;
    }
  | { readonly type: 'dropLease' /** only the holder's own */; readonly name: string; readonly holder: string }
  | { readonly type: 'putNoticeChoices'; readonly personId: string; readonly choices: NoticeChoices }
  | { readonly type: 'putSecret'; readonly secret: Secret }
  | {
      readonly type: 'putGraphRecord';
      readonly record: GraphRecord /** version to replace; 0: must not exist yet */;
      readonly expect: number;
    }
  | { readonly type: 'deleteGraphRecord'; readonly kind: GraphRecord['kind']; readonly id: string }
  | { readonly type: 'deleteSecret'; readonly kind: Secret['kind']; readonly id: string }
  | { readonly type: 'putJournal' /** replaces those of the same keys */; readonly records: readonly JournalRecord[] }
  | { readonly type: 'forgetJournal'; readonly keys: readonly string[] }
  | {
      readonly type: 'putSignIn';
      readonly record: SignInRecord /** version to replace; 0: must not exist yet */;
      readonly expect: number;
    }
  | {
      readonly type: 'deleteSignIn';
      readonly kind: SignInRecord['kind'];
      readonly id: string /** version to remove, conflict when it is another; absent: whichever, if any */;
      readonly expect?: number;
    }
  | { readonly type: 'addAudit'; readonly record: AuditRecord }
  | {
      readonly type: 'prune';
      readonly traceBefore: number;
      readonly ledgerBefore: number;
      readonly contentBefore: number;
    }
  | { readonly type: 'pruneMailboxes'; readonly before: number };

export interface Reads {
  configuration(): Promise<{ change: number; entries: ConfigurationEntry[] }>;
  object(calendarId: string, uid: string): Promise<CalendarObject | undefined>;
  objectByName(calendarId: string, name: string): Promise<CalendarObject | undefined>;
  /** Objects whose span touches [from, to); all without a range. Ordered by uid. */
  objects(calendarId: string, range?: { from: number; to: number }): Promise<CalendarObject[]>;
  /** All objects without their text; ordered by name. */
  entries(calendarId: string): Promise<ObjectEntry[]>;
  /** Those of these names that are there, in any order. */
  objectsByNames(calendarId: string, names: readonly string[]): Promise<CalendarObject[]>;
  /**
   * What happened with changes in (after, upTo], in their order, at most `limit`: costs what it
   * answers. A name that is gone and came again is told twice; the later change is what holds.
   */
  changes(calendarId: string, window: { after: number; upTo: number; limit: number }): Promise<CalendarChange[]>;
  /** What clients keep with the collections of a person, all of them. */
  properties(ownerId: string): Promise<CollectionProperty[]>;
  /** Every calendar's copy of one uid: the organizer's and the internal attendees'. */
  objectsByUid(uid: string): Promise<CalendarObject[]>;
  /** One person's copies of it, on whichever of her calendars. */
  ownObjectsByUid(ownerId: string, uid: string): Promise<CalendarObject[]>;
  calendars(ownerId: string): Promise<Calendar[]>;
  history(calendarId: string, uid: string): Promise<HistoryEntry[]>;
  /** One person's, on all calendars she has and had; in order of time. */
  ownHistory(ownerId: string, uid: string): Promise<HistoryEntry[]>;
  held(filter: { personId?: string; id?: string }): Promise<HeldInvitation[]>;
  /** Which of the keys are in the ledger. */
  ledger(keys: readonly string[]): Promise<Set<string>>;
  isCorrespondent(personId: string, address: string): Promise<boolean>;
  /** Newest first. */
  trace(filter: TraceFilter): Promise<TraceRecord[]>;
  jobs(filter: { limit: number; messageId?: string }): Promise<Job[]>;
  queue(): Promise<{ waiting: number; oldestCreatedAt?: number }>;
  mailbox(personId: string): Promise<MailboxMessage[]>;
  /** The same in the same order, by when they came, with sizes instead of octets. */
  mailboxEntries(personId: string): Promise<MailboxEntry[]>;
  mailboxSize(personId: string): Promise<{ messages: number; octets: number }>;
  mailboxMessage(personId: string, id: string): Promise<MailboxMessage | undefined>;
  /** Copies of scheduling messages in a person's scheduling inbox without their text, in the order in which they came. */
  inbox(personId: string): Promise<Omit<InboxMessage, 'ics'>[]>;
  inboxMessage(personId: string, name: string): Promise<InboxMessage | undefined>;
  /** What people chose themselves, by person; of all of them without an id. */
  noticeChoices(personId?: string): Promise<ReadonlyMap<string, NoticeChoices>>;
  /** Rights given to a calendar. */
  sharesOf(calendarId: string): Promise<CalendarShare[]>;
  /** Rights that a person was given, to any calendar. */
  sharesWith(personId: string): Promise<CalendarShare[]>;
  secret(kind: Secret['kind'], id: string): Promise<Secret | undefined>;
  secrets(kind: Secret['kind']): Promise<Secret[]>;
  /** Expired ones too: whoever asks knows the time. */
  graphRecord(kind: GraphRecord['kind'], id: string): Promise<GraphRecord | undefined>;
  graphRecords(kind: GraphRecord['kind'], personId?: string): Promise<GraphRecord[]>;
  /** Expired ones too. */
  signInRecord(kind: SignInRecord['kind'], id: string): Promise<SignInRecord | undefined>;
  signInRecords(kind: SignInRecord['kind'], personId?: string): Promise<SignInRecord[]>;
  /** Newest first. */
  audit(filter: AuditFilter): Promise<AuditRecord[]>;
  /** What the connection engine remembers of what it touched; ordered by key. */
  connectionJournal(): Promise<JournalRecord[]>;
}

export interface Calendar {
  readonly id: string;
  readonly ownerId: string;
  /** Last path segment under /dav/calendars/ADDRESS/; the default one is 'calendar'. */
  readonly slug: string;
  readonly name: string;
  /** Counts every change to an object of it; assigned by the store. */
  readonly change: number;
  /** Deletions up to this change are forgotten: who knows less reads the calendar anew. Absent: none. */
  readonly forgotten?: number;
  /** What it takes; absent: all. */
  readonly components?: readonly CalendarComponent[];
}

/** What an object of a calendar consists of (rfc4791#4.1). */
export type CalendarComponent = 'VEVENT' | 'VTODO';

/** Something a client keeps with a collection (rfc4918#15, rfc4791#5.2): a dead property, or one we look at. */
export interface CollectionProperty {
  readonly ownerId: string;
  /** Slug of a calendar, or another collection of the person's, such as `inbox`. */
  readonly collection: string;
  /** Expanded name, `{namespace}local`. */
  readonly name: string;
  /** The element as XML that stands for itself. */
  readonly value: string | undefined;
}

/** An object without its text. */
export type ObjectEntry = Omit<CalendarObject, 'ics'>;

export type CalendarChange =
  | { readonly kind: 'there'; readonly change: number; readonly name: string; readonly entry: ObjectEntry }
  | { readonly kind: 'gone'; readonly change: number; readonly name: string };

/** One scheduling object resource (rfc4791#4.1): all components of one UID. */
export interface CalendarObject {
  readonly calendarId: string;
  readonly uid: string;
  /** Last path segment, unique in the calendar, e.g. `UID.ics`. */
  readonly name: string;
  /** The whole VCALENDAR, without METHOD. */
  readonly ics: string;
  /** 1 for a new object, then one more for each change. */
  readonly version: number;
  /** The calendar's change number when it was written; assigned by the store, 0 when handed in. */
  readonly change: number;
  readonly role: 'organizer' | 'attendee' | 'none';
  /** Address that was invited: the voice in which answers are given. */
  readonly invitedAs?: string;
  /** UTC span over all instances; `spanEnd` null when it never ends. */
  readonly spanStart: number;
  readonly spanEnd: number | null;
  /** How far the span alone says when it takes place; absent: not at all. */
  readonly extent?: Extent;
  readonly updatedAt: number;
  /** Told of what is no event; the store finds it in the text. */
  readonly component?: 'VTODO';
}

export interface HistoryEntry {
  readonly id: string;
  readonly calendarId: string;
  readonly uid: string;
  readonly version: number;
  readonly at: number;
  /** Stable code of what was done, e.g. 'filed', 'updated', 'cancelled', 'answered'. */
  readonly what: string;
  /** Trace id of the message, or who did it. */
  readonly cause: string;
  /** ics before; null when it did not exist. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface HeldInvitation {
  readonly id: string;
  readonly personId: string;
  readonly state: 'waiting' | 'filed' | 'dropped';
  readonly at: number;
  readonly tier: Tier;
  /** Stable code: 'tier', 'unreadable', 'not-organizer'. */
  readonly why: string;
  readonly from: string;
  readonly summary: string;
  readonly recipient: string;
  readonly messageId: string;
  readonly headers: readonly Header[];
  readonly forms: readonly CalendarForm[];
}

export interface LedgerEntry {
  readonly key: string;
  readonly at: number;
}

/** A message to one recipient, waiting to leave. */
export interface Job {
  readonly id: string;
  /** At most one job ever has it. */
  readonly idempotencyKey: string;
  readonly connector: string;
  readonly sender: string;
  readonly recipient: string;
  readonly messageId: string;
  /** Whole message; or the content that was streamed in, with the header to write before it. */
  readonly message:
    | { readonly type: 'whole'; readonly octets: Buffer }
    | { readonly type: 'content'; readonly contentId: string; readonly key: Buffer; readonly header: Buffer };
  readonly notify: readonly string[];
  readonly envelopeId?: string;
  readonly originalRecipient?: string;
  readonly smtpUtf8: boolean;
  /** 'hub': originated here; 'passed': redirect or route of somebody's mail; 'dsn': a report, never answered by another. */
  readonly origin: 'hub' | 'passed' | 'dsn';
  readonly createdAt: number;
  readonly dueAt: number;
  readonly expiresAt: number;
  readonly attempts: number;
  readonly lastError: string;
  readonly delayNotified: boolean;
}

/** Under which key the ledger remembers a job, also after it is done. */
export function jobLedgerKey(job: Pick<Job, 'idempotencyKey'>): string {
  return `job:${job.idempotencyKey}`;
}

/** One message and one recipient, as it was decided. No content. */
export interface TraceRecord {
  readonly id: string;
  readonly at: number;
  /** What came in by the SMTP door, what the hub sent, what a person or administrator did. */
  readonly direction: 'in' | 'out' | 'hub';
  readonly messageId: string;
  readonly sender: string;
  readonly recipient: string;
  readonly subject?: string;
  readonly size: number;
  readonly peer: string;
  readonly connector?: string;
  readonly tier?: Tier;
  readonly rules: readonly string[];
  /** Disposition or state: drop, file, keep, pass, reject, hold, delivered, deferred, failed. */
  readonly decision: string;
  /** Stable code of the effect, e.g. 'by nature', 'no such person', 'filed tentative', 'echo'. */
  readonly effect: string;
  readonly uid?: string;
  /** Milliseconds from the first octet of the message to the answer. */
  readonly milliseconds: number;
}

export interface TraceFilter {
  readonly limit: number;
  readonly messageId?: string;
  readonly recipient?: string;
  readonly before?: number;
  /** Only records with id greater in time than this one. */
  readonly after?: number;
}

/** Hub-originated mail that stays in the hub's own mailbox of a person. */
export interface MailboxMessage {
  readonly id: string;
  readonly personId: string;
  readonly at: number;
  readonly octets: Buffer;
}

/** A scheduling message as it came or was sent between people here, for calendar programs (rfc6638#4.1). */
export interface InboxMessage {
  readonly personId: string;
  /** Last path segment. */
  readonly name: string;
  readonly at: number;
  /** With METHOD. */
  readonly ics: string;
}

/** A message of a hub mailbox without its octets. */
export interface MailboxEntry extends Omit<MailboxMessage, 'octets'> {
  /** In octets. */
  readonly size: number;
}

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
