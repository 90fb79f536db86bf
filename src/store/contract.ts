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
import type { CalendarShare } from '../directory/calendarAccess.ts';
import type { NoticeChoices } from '../directory/notices.ts';
import type {
  AuditFilter,
  AuditRecord,
  ConfigurationEntry,
  GraphRecord,
  JournalRecord,
  Secret,
  SignInRecord,
} from './records/administration.ts';
import type {
  Calendar,
  CalendarChange,
  CalendarObject,
  CollectionProperty,
  HeldInvitation,
  HistoryEntry,
  InboxMessage,
  ObjectEntry,
} from './records/calendar.ts';
import type { Job, LedgerEntry, MailboxEntry, MailboxMessage, TraceFilter, TraceRecord } from './records/mail.ts';

export type * from './records/administration.ts';
export type * from './records/calendar.ts';
export type * from './records/mail.ts';
export { jobLedgerKey } from './records/mail.ts';

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
