/**
 * The API's shapes, on both sides: the door validates by them, the console imports
 * their types. Times are ISO 8601 in UTC unless said otherwise.
 */
import { z } from 'zod';
import { calendarRights } from '../../directory/calendarAccess.ts';
import { noticeChoicesForm, noticeKinds } from '../../directory/notices.ts';

export const role = z.enum(['administrator', 'helpdesk', 'person']);
export const tier = z.enum(['ownOrganisation', 'knownCorrespondent', 'authenticatedStranger', 'unauthenticated']);
export const partStat = z.enum(['NEEDS-ACTION', 'ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED']);
const text = (longest: number) => z.string().max(longest);
const address = z.string().min(3).max(320);

export const personSummary = z.object({
  address: z.string(),
  name: z.string(),
  /** IANA name. */
  timeZone: z.string(),
  language: z.enum(['en', 'fr']),
});
export type PersonSummary = z.infer<typeof personSummary>;

export const me = z.object({ role, organisation: z.string(), person: personSummary.optional() });
export type Me = z.infer<typeof me>;

export const people = z.object({ people: z.array(personSummary) });

export const status = z.object({
  organisation: z.string(),
  domain: z.string(),
  change: z.number(),
  ready: z.boolean(),
  people: z.number(),
  connectors: z.object({ inbound: z.array(z.string()), outbound: z.array(z.string()) }),
  queue: z.object({ waiting: z.number(), oldestSeconds: z.number() }),
});

export const traceRecord = z.object({
  id: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  direction: z.enum(['in', 'out', 'hub']),
  messageId: z.string(),
  sender: z.string(),
  recipient: z.string(),
  subject: z.string().optional(),
  size: z.number(),
  peer: z.string(),
  connector: z.string().optional(),
  tier: tier.optional(),
  rules: z.array(z.string()).readonly(),
  decision: z.string(),
  effect: z.string(),
  uid: z.string().optional(),
  milliseconds: z.number(),
});
export type TraceEntry = z.infer<typeof traceRecord>;
export const trace = z.object({ records: z.array(traceRecord) });
export const traceQuery = z.object({
  messageId: text(998).optional(),
  recipient: text(320).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

export const weekEvent = z.object({
  uid: z.string(),
  /** Which instance of a series; absent for a single event. */
  recurrenceId: z.string().optional(),
  title: z.string(),
  location: z.string(),
  start: z.string(),
  end: z.string(),
  allDay: z.boolean(),
  role: z.enum(['organizer', 'attendee', 'none']),
  /** The person's own answer; absent where she is no attendee. */
  partStat: partStat.optional(),
  busy: z.enum(['FREE', 'BUSY', 'BUSY-TENTATIVE', 'BUSY-UNAVAILABLE']),
  organizer: z.string().optional(),
  cancelled: z.boolean(),
});
export type WeekEvent = z.infer<typeof weekEvent>;
export const week = z.object({ person: personSummary, start: z.string(), end: z.string(), events: z.array(weekEvent) });
export type Week = z.infer<typeof week>;
/** `start`: a local date of the person. */
export const weekQuery = z.object({ start: z.iso.date() });

export const eventDraft = z.object({
  summary: text(1000),
  description: text(65_536).optional(),
  location: text(1000).optional(),
  /** Local date-time without offset, in `timeZone`. */
  start: z.iso.datetime({ local: true, offset: false }),
  end: z.iso.datetime({ local: true, offset: false }),
  timeZone: text(100),
  recurrence: text(1000).optional(),
  attendees: z
    .array(z.object({ address, name: text(200).optional() }))
    .max(500)
    .default([]),
  onlineMeeting: z.boolean().optional(),
});
export const eventChange = eventDraft.extend({ attendees: eventDraft.shape.attendees.unwrap() }).partial();
export const created = z.object({ uid: z.string() });
const localTime = z.iso.datetime({ local: true, offset: false });
/** Another time that she would rather have; the organizer decides. */
export const proposedTime = z.object({ start: localTime, end: localTime, timeZone: text(100) });
export const answer = z.object({
  partStat: z.enum(['ACCEPTED', 'DECLINED', 'TENTATIVE']),
  comment: text(2000).optional(),
  proposedTime: proposedTime.optional(),
  /** Which instance of a series the proposal is about, as the week tells it. */
  recurrenceId: text(40).optional(),
});
export type Answer = z.infer<typeof answer>;

const addressee = z.object({ address, name: text(200).optional() });
export const delegation = z.object({ to: addressee, comment: text(2000).optional() });
export const forwarding = z.object({ to: z.array(addressee).min(1).max(500), comment: text(2000).optional() });
/** Last path segment of one of the person's calendars. */
export const calendarQuery = z.object({ calendar: text(200).min(1).optional() });

/** `entry`: that of the history which is expected to be the latest; the latest without it. */
export const undoWish = z.object({ entry: text(500).optional() }).default({});
export const eventUndone = z.object({
  /** What was taken back. */
  undone: z.string(),
  /** Whom mail tells of it. */
  told: z.array(z.string()).readonly(),
});

export const historyEntry = z.object({
  id: z.string(),
  at: z.number(),
  version: z.number(),
  what: z.string(),
  cause: z.string(),
  /** Last path segment of the calendar's id. */
  calendar: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export const history = z.object({
  history: z.array(historyEntry).readonly(),
  /** The entry that can be undone, and whom that would tell. */
  undo: z.object({ entry: z.string(), tells: z.array(z.string()).readonly() }).optional(),
});

export const heldInvitation = z.object({
  id: z.string(),
  at: z.number(),
  person: z.string(),
  tier,
  why: z.string(),
  from: z.string(),
  summary: z.string(),
  messageId: z.string(),
  /** Of a proposal (`why` is counter): the time that is proposed, and the person's event that it is about. */
  proposal: z.object({ uid: z.string(), start: z.string(), end: z.string() }).optional(),
});
export type Held = z.infer<typeof heldInvitation>;
export const held = z.object({ held: z.array(heldInvitation) });
export const heldQuery = z.object({ address: address.optional() });
export const heldDecision = z.object({ decision: z.enum(['file', 'drop']) });
export type HeldDecision = z.infer<typeof heldDecision>['decision'];

export const calendarRight = z.enum(calendarRights);
const calendarName = text(200).min(1);
export const share = z.object({
  /** Who may, or whose calendar it is. */
  address: z.string(),
  /** Last path segment of the calendar. */
  calendar: z.string(),
  right: calendarRight,
  privateToo: z.boolean(),
});
export const shares = z.object({ given: z.array(share), received: z.array(share) });
export const shareWish = z.object({
  right: calendarRight,
  privateToo: z.boolean().default(false),
  calendar: calendarName.default('calendar'),
});
export const shareQuery = z.object({ calendar: calendarName.default('calendar') });

/** What she chose herself; what is left out follows the connection, or the usual. */
export const noticeChoices = noticeChoicesForm;
export const notices = z.object({
  /** Which mailbox they go to. */
  goTo: z.enum(['hub', 'home']),
  chosen: noticeChoices,
  /** What holds. */
  kinds: z.record(z.enum(noticeKinds), z.boolean()),
  reminderMinutes: z.number(),
  /** By her clock. */
  agendaHour: z.number(),
});

export const importReport = z.object({
  imported: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  /** Components that were left out: first line in the file, UID where there is one, what is wrong. */
  problems: z
    .array(z.object({ line: z.number(), uid: z.string().optional(), code: z.string(), where: z.string() }))
    .readonly(),
});

/** A message as it lies in a mailbox, in base64. */
export const mailboxMessage = z.object({ message: z.base64().min(1) });
export const filled = z.object({ decision: z.string(), effect: z.string() });

export const appPasswordWish = z.object({ address, name: text(100).default('') });
export const connectorPasswordWish = z.object({ user: text(320).min(1) });
export const password = z.object({ password: z.string() });
export const token = z.object({ token: z.string() });
export const clientWish = z.object({ name: text(100).min(1) });
export const client = z.object({ tenant: z.string(), clientId: z.string(), clientSecret: z.string() });
export const clientParams = z.object({ clientId: text(100).min(1) });
export const certificateWish = z.object({ certificate: text(20_000).min(1) });
export const thumbprint = z.object({ thumbprint: z.string() });
export const signInLinkWish = z.object({ address: address.optional(), role: role.default('administrator') });
export const signInLink = z.object({ url: z.string() });
export const sessionWish = z.object({ token: text(200).min(1) });

export const byAddress = z.object({ address });
export const byEvent = byAddress.extend({ uid: text(1000).min(1) });
export const byShare = byAddress.extend({ with: address });
export const byId = z.object({ id: text(200).min(1) });

export const failure = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.array(z.object({ where: z.string(), message: z.string() })).optional(),
  }),
});
export type Failure = z.infer<typeof failure>;
