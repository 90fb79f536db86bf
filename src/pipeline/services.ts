import type { ImportProblem } from '../calendar/importing/takeApart.ts';
import type { PartStat } from '../calendar/types.ts';
import type { CalendarRight, CalendarShare } from '../directory/calendarAccess.ts';
import type { Entries } from '../directory/entries.ts';
import type { NoticeChoices, NoticeSettings } from '../directory/notices.ts';
import type { Directory } from '../directory/types.ts';
import type { CalendarObject, ConfigurationEntry, HistoryEntry, Store, TraceRecord } from '../store/contract.ts';
import type { ConnectionServices } from './connection/connection.ts';
import type { FreeBusy } from './freeBusy/freeBusy.ts';

/** An expected "no" of a service: HTTP status, stable code, text that says what, where and what to do. */
export interface ServiceProblem {
  readonly kind: 'problem';
  readonly status: 400 | 403 | 404 | 409 | 412 | 422;
  readonly code: string;
  readonly message: string;
  readonly details?: readonly { readonly where: string; readonly message: string }[];
}

/** What a person writes about an event of hers. Times: local date-time without offset (`2026-11-24T09:00:00`) in `timeZone`. */
export interface EventDraft {
  readonly summary: string;
  readonly description?: string;
  readonly location?: string;
  readonly start: string;
  readonly end: string;
  /** IANA name. */
  readonly timeZone: string;
  /** RRULE value, e.g. `FREQ=WEEKLY;COUNT=4`. */
  readonly recurrence?: string;
  readonly attendees: readonly { readonly address: string; readonly name?: string }[];
  readonly onlineMeeting?: boolean;
  /** Last path segment of the calendar on which it is made; the default one without it. */
  readonly calendar?: string;
}

/** What became of the objects of a file; `problems` names each component that was left out. */
export interface ImportReport {
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly problems: readonly ImportProblem[];
}

/** What becomes of one object of a person's calendar: its next text, or its removal. */
export type Rewriting = { readonly kind: 'put'; readonly ics: string } | { readonly kind: 'remove' };

export interface ObjectRewrite {
  readonly personId: string;
  /** What follows the person in the calendar's id; the default one is 'calendar'. */
  readonly calendar: string;
  readonly uid: string;
  /** Asked again when the store moved meanwhile, so it decides by nothing but what it is given. */
  rewrite(stored: CalendarObject | undefined): Rewriting | ServiceProblem;
  /** Nobody is told, whatever the change. */
  readonly silent?: boolean;
  /** A word of the person in the messages that the change causes. */
  readonly comment?: string;
}

/** Another time, in local times of `timeZone` as a draft has them. */
export interface TimeProposal {
  readonly time: { readonly start: string; readonly end: string; readonly timeZone: string };
  readonly partStat: 'TENTATIVE' | 'DECLINED' | 'ACCEPTED';
  /** Which instance of a series: its key, or its RECURRENCE-ID in jCal; absent for a single event. */
  readonly instance?: string;
  readonly comment?: string;
}

export interface Addressee {
  readonly address: string;
  readonly name?: string;
}

/** The configuration as a decision about it sees it. */
export interface CurrentConfiguration {
  readonly change: number;
  readonly entries: Entries;
  readonly directory: Directory;
}

/** What a decision makes of the configuration: entries to write (a body of undefined deletes), and what to tell. */
export interface ConfigurationChange<Result> {
  readonly writes: readonly ConfigurationEntry[];
  readonly result: Result;
}

/** What the HTTP doors ask of the pipeline. */
export interface HubServices {
  directory(): Directory;
  readonly store: Store;
  /** Plan, apply and undo connection.yaml; what is applied holds in the running process when it resolves. */
  readonly connection: ConnectionServices;
  /** The entries of the last commit. */
  configuration(): Promise<CurrentConfiguration>;
  /**
   * Changes the configuration by a decision, asked again when somebody else changed it meanwhile.
   * Refused when an entry is not valid or mail would go in a circle; holds in the running process
   * when it resolves. What the decision throws is thrown, and nothing is written.
   */
  configure<Result>(
    decide: (current: CurrentConfiguration) => ConfigurationChange<Result> | ServiceProblem,
  ): Promise<ServiceProblem | { kind: 'configured'; change: number; result: Result }>;
  /** Here and below `by` is the person who acts in another's name (her right is checked); absent for herself. */
  createEvent(
    personId: string,
    draft: EventDraft,
    by?: string,
  ): Promise<ServiceProblem | { kind: 'created'; uid: string }>;
  changeEvent(
    personId: string,
    uid: string,
    draft: Partial<Omit<EventDraft, 'calendar'>>,
    by?: string,
  ): Promise<ServiceProblem | { kind: 'changed' }>;
  cancelEvent(personId: string, uid: string, by?: string): Promise<ServiceProblem | { kind: 'cancelled' }>;
  answer(
    personId: string,
    uid: string,
    partStat: PartStat,
    comment?: string,
    by?: string,
  ): Promise<ServiceProblem | { kind: 'answered' }>;
  /** `calendar`: last path segment; the default one without it. */
  share(
    ownerId: string,
    personId: string,
    right: CalendarRight,
    options?: { readonly calendar?: string; readonly privateToo?: boolean },
  ): Promise<ServiceProblem | { kind: 'shared' }>;
  unshare(
    ownerId: string,
    personId: string,
    options?: { readonly calendar?: string },
  ): Promise<ServiceProblem | { kind: 'unshared' }>;
  /** What she gave to others, and what she was given. */
  shares(personId: string): Promise<{ given: CalendarShare[]; received: CalendarShare[] }>;
  /** What she is told of, what of that she chose herself, and which mailbox it goes to. */
  notices(personId: string): Promise<
    | ServiceProblem
    | {
        kind: 'notices';
        chosen: NoticeChoices;
        settings: NoticeSettings;
        goTo: 'hub' | 'home';
      }
  >;
  /** Replaces what she chose. */
  chooseNotices(personId: string, choices: NoticeChoices): Promise<ServiceProblem | { kind: 'chosen' }>;
  /** Takes an iCalendar file apart and puts its events on the person's calendar. Mails nobody. */
  importCalendar(personId: string, file: string): Promise<ServiceProblem | ({ kind: 'imported' } & ImportReport)>;
  /** A whole message from her home mailbox, booked for her as if it arrived now, once. Mails nobody. */
  fillFromMail(
    personId: string,
    message: Buffer,
  ): Promise<ServiceProblem | { kind: 'filled'; decision: string; effect: string }>;
  /** A change to a whole object; who hears of it follows from the difference. `version` is absent after a removal. */
  rewriteObject(change: ObjectRewrite): Promise<ServiceProblem | { kind: 'stored'; name: string; version?: number }>;
  /** The whole calendar: what she organized in it is called off. The default one stays. */
  removeCalendar(personId: string, calendar: string): Promise<ServiceProblem | { kind: 'removed' }>;
  settleHeld(id: string, decision: 'file' | 'drop'): Promise<ServiceProblem | { kind: 'settled' }>;
  /** Another time for an event to which she is invited, which its organizer decides; she answers meanwhile. */
  propose(
    personId: string,
    uid: string,
    proposal: TimeProposal,
    by?: string,
  ): Promise<ServiceProblem | { kind: 'proposed' }>;
  /** Somebody else comes in her place: the organizer is told, and that person is invited. */
  delegateInvitation(
    personId: string,
    uid: string,
    to: Addressee,
    comment?: string,
    by?: string,
  ): Promise<ServiceProblem | { kind: 'delegated' }>;
  /** The invitation as it stands to others whom the organizer did not invite; he admits their answers, or not. */
  forwardInvitation(
    personId: string,
    uid: string,
    to: readonly Addressee[],
    comment?: string,
    by?: string,
  ): Promise<ServiceProblem | { kind: 'forwarded' }>;
  /** Asks the organizer for the event once more. */
  askRefresh(personId: string, uid: string, by?: string): Promise<ServiceProblem | { kind: 'asked' }>;
  /**
   * Takes back the latest change of an event on any of her calendars: `entryId` is that of its
   * history, the latest without it. `told`: whom mail tells of it.
   */
  undo(
    personId: string,
    uid: string,
    entryId?: string,
    by?: string,
  ): Promise<ServiceProblem | { kind: 'undone'; what: string; told: readonly string[] }>;
  /** What happened to an event on any of her calendars; `undo`: the entry that can be taken back, and whom that would tell. */
  history(
    personId: string,
    uid: string,
  ): Promise<
    | ServiceProblem
    | {
        kind: 'history';
        entries: readonly HistoryEntry[];
        undo?: { readonly entry: string; readonly tells: readonly string[] };
      }
  >;
  /** When people are busy. */
  readonly freeBusy: FreeBusy;
  /** Calls back for each trace record as it is decided; returns how to stop. */
  watchTrace(listener: (records: readonly TraceRecord[]) => void): () => void;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** Whether store, doors and delivery are up. */
  ready(): Promise<boolean>;
}
