/**
 * The tables, as kysely types. One schema for both engines: text, bigint, and octets
 * only; truth values are 0 and 1; JSON is text; times are milliseconds.
 */
export interface Tables {
  organisation: { organisation_id: string; created_at: number };
  calendar: {
    organisation_id: string;
    id: string;
    owner_id: string;
    slug: string;
    name: string;
    change: number;
    /** Deletions up to this change are forgotten. */
    forgotten: number;
    /** `VEVENT VTODO`; '' for all. */
    components: string;
  };
  calendar_tombstone: { organisation_id: string; calendar_id: string; change: number; name: string; at: number };
  collection_property: { organisation_id: string; owner_id: string; collection: string; name: string; value: string };
  calendar_object: {
    organisation_id: string;
    calendar_id: string;
    uid: string;
    name: string;
    ics: string;
    version: number;
    change: number;
    role: string;
    invited_as: string | null;
    span_start: number;
    span_end: number | null;
    /** What range reads look at: never null, always after span_start. */
    span_until: number;
    extent: string | null;
    /** Place in `spanClasses`. */
    span_class: number;
    updated_at: number;
    /** VEVENT or VTODO. */
    component: string;
  };
  calendar_history: {
    organisation_id: string;
    calendar_id: string;
    uid: string;
    id: string;
    version: number;
    at: number;
    what: string;
    cause: string;
    ics_before: string | null;
    ics_after: string | null;
  };
  calendar_share: {
    organisation_id: string;
    calendar_id: string;
    person_id: string;
    /** A CalendarRight. */
    access: string;
    private_too: number;
    at: number;
  };
  held_invitation: {
    organisation_id: string;
    id: string;
    person_id: string;
    state: string;
    at: number;
    tier: string;
    why: string;
    sender: string;
    summary: string;
    recipient: string;
    message_id: string;
    headers: string;
    forms: string;
  };
  ledger: { organisation_id: string; key: string; at: number };
  correspondent: { organisation_id: string; person_id: string; address: string; at: number };
  job: JobTable;
  content: { organisation_id: string; content_id: string; sequence: number; octets: Uint8Array; at: number };
  trace: {
    organisation_id: string;
    id: string;
    at: number;
    message_id: string;
    recipient: string;
    /** The whole TraceRecord as JSON. */
    record: string;
  };
  notice_choice: { organisation_id: string; person_id: string /** NoticeChoices as JSON. */; body: string };
  lease: { organisation_id: string; name: string; holder: string; until: number };
  mailbox_message: { organisation_id: string; person_id: string; id: string; at: number; octets: Uint8Array };
  inbox_message: { organisation_id: string; person_id: string; name: string; at: number; ics: string };
  configuration: { organisation_id: string; kind: string; name: string; body: string };
  configuration_change: { organisation_id: string; change: number };
  secret: {
    organisation_id: string;
    kind: string;
    id: string;
    value: string;
    created_at: number;
    expires_at: number | null;
  };
  graph_record: {
    organisation_id: string;
    kind: string;
    id: string;
    person_id: string;
    version: number;
    expires_at: number | null;
    body: string;
  };
  sign_in_record: {
    organisation_id: string;
    kind: string;
    id: string;
    /** '' for what is nobody's in particular. */
    person_id: string;
    version: number;
    expires_at: number | null;
    body: string;
  };
  audit: {
    organisation_id: string;
    id: string;
    at: number;
    /** The whole AuditRecord as JSON. */
    record: string;
  };
  connection_journal: { organisation_id: string; key: string; body: string };
}

interface JobTable {
  organisation_id: string;
  id: string;
  idempotency_key: string;
  connector: string;
  sender: string;
  recipient: string;
  message_id: string;
  /** null for a whole message. */
  content_id: string | null;
  content_key: Uint8Array | null;
  /** The whole message, or the header to write before the content. */
  octets: Uint8Array;
  notify: string;
  envelope_id: string | null;
  original_recipient: string | null;
  smtp_utf8: number;
  origin: string;
  created_at: number;
  /** When it may be leased; while it is leased, when the lease ends. One column, so that a claim is one predicate. */
  due_at: number;
  /** When it was due before it was leased; null while nobody holds it. */
  leased_due_at: number | null;
  expires_at: number;
  attempts: number;
  last_error: string;
  delay_notified: number;
}
