/**
 * Who may do what to which calendar. Rights are data, one for each calendar and person;
 * every door asks here, so that a right means the same by CalDAV, Graph and console.
 */

/**
 * Each right holds all before it: see when time is taken; see events; change events;
 * answer and organise in the owner's name (SENT-BY, rfc5545#3.2.18).
 */
export const calendarRights = ['freeBusy', 'read', 'write', 'delegate'] as const;
export type CalendarRight = (typeof calendarRights)[number];

/** A right that the owner gave to another person of the organisation. */
export interface CalendarShare {
  readonly calendarId: string;
  /** Who may. */
  readonly personId: string;
  readonly right: CalendarRight;
  /** Events that are CLASS:PRIVATE or CONFIDENTIAL too; without it they show as time that is taken. */
  readonly privateToo: boolean;
}

export interface CalendarAccess {
  readonly kind: 'owner' | CalendarRight | 'none';
  readonly seeTaken: boolean;
  readonly seeEvents: boolean;
  readonly seePrivate: boolean;
  readonly change: boolean;
  /** Answer invitations, invite others, call off: mail leaves in the owner's name. */
  readonly actFor: boolean;
  /** Give rights and take them back. */
  readonly share: boolean;
}

/** Calendars are called `PERSON/NAME`; the person is the owner. */
export function calendarOwner(calendarId: string): string {
  const slash = calendarId.indexOf('/');
  return slash < 0 ? calendarId : calendarId.slice(0, slash);
}

/**
 * What a person of the organisation may do to a calendar. `shares` may be those of many
 * calendars and people. Colleagues see each other's free and taken times, as in Exchange
 * (Default: AvailabilityOnly), unless `colleagues` says otherwise.
 */
export function calendarAccess(asked: {
  readonly calendarId: string;
  readonly personId: string;
  readonly shares: readonly CalendarShare[];
  readonly colleagues?: 'freeBusy' | 'none';
}): CalendarAccess {
  const { calendarId, personId, shares, colleagues = 'freeBusy' } = asked;
  if (calendarOwner(calendarId) === personId) return accessOf('owner', true);
  const given = shares.filter((share) => share.calendarId === calendarId && share.personId === personId);
  const rank = Math.max(-1, ...given.map(({ right }) => calendarRights.indexOf(right)));
  const right = calendarRights[rank];
  return accessOf(
    right ?? colleagues,
    given.some(({ privateToo }) => privateToo),
  );
}

function accessOf(kind: CalendarAccess['kind'], privateToo: boolean): CalendarAccess {
  const at = kind === 'owner' ? calendarRights.length : calendarRights.indexOf(kind as CalendarRight);
  const holds = (right: CalendarRight): boolean => at >= calendarRights.indexOf(right);
  return {
    kind,
    seeTaken: holds('freeBusy'),
    seeEvents: holds('read'),
    seePrivate: holds('read') && privateToo,
    change: holds('write'),
    actFor: holds('delegate'),
    share: kind === 'owner',
  };
}
