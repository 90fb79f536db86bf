/** A client's wish applied to an event: iCalendar in, iCalendar out; what the wish leaves out stays. */

import { addressOf } from '../../../calendar/icalendar/calAddress.ts';
import {
  type JComponent,
  type JProperty,
  properties,
  property,
  text,
  without,
  withParameters,
  withProperty,
  withText,
} from '../../../calendar/icalendar/jcal.ts';
import { wallOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { cleanName, cleanText, type DraftProblem, type EventText } from '../../../calendar/itip/draft.ts';
import { type Organizer, withInvited } from '../../../calendar/itip/invited.ts';
import { type Timed, withTimes } from '../../../calendar/itip/times.ts';
import { replaceLine } from '../../../calendar/itip/voice.ts';
import { named } from '../../../calendar/zones/book.ts';
import { badRequest } from '../frame/failure.ts';
import { ruleText } from './ruleOf.ts';
import { textOfHtml } from './text.ts';
import type { EventWish } from './wish.ts';

export interface Writing {
  readonly wish: EventWish;
  readonly organizer: Organizer;
  /** Where to join, when the wish asks for an online meeting. */
  readonly joinUrl?: string;
}

/** Times, rule, words, marks and people. Throws a refusal that names the field. */
export function written(event: JComponent, calendar: JComponent, { wish, organizer, joinUrl }: Writing): Timed {
  const timed = withTimes(event, calendar, draftTimes(event, wish));
  if ('kind' in timed) throw refused(timed);
  let next = withMarks(withBody(timed.event, wish.body), wish);
  next = textOr(next, 'summary', wish.subject === null ? '' : wish.subject);
  const places = wish.locations?.flatMap(({ displayName }) => displayName ?? []).join('; ');
  next = textOr(next, 'location', wish.location === null ? '' : (wish.location?.displayName ?? places));
  if (joinUrl !== undefined) next = withText(next, 'url', joinUrl, 'uri');
  else if (wish.isOnlineMeeting === false) next = without(next, 'url');
  if (wish.attendees !== undefined) {
    const invited = withInvited(next, (wish.attendees ?? []).map(invitee), organizer);
    if (invited.kind === 'problem') throw refused(invited);
    next = withRoles(invited.event, wish.attendees ?? []);
  }
  return { event: next, zones: timed.zones };
}

type Draft = Partial<Pick<EventText, 'start' | 'end' | 'timeZone' | 'recurrence'>>;

function draftTimes(event: JComponent, wish: EventWish): Draft {
  const wasAllDay = property(event, 'dtstart')?.[2] === 'date';
  const allDay = wish.isAllDay ?? wasAllDay;
  if (allDay !== wasAllDay && property(event, 'dtstart') && !(wish.start && wish.end)) {
    throw badRequest('isAllDay: a change of it needs start and end');
  }
  const draft: { -readonly [Name in keyof Draft]: Draft[Name] } = {};
  const timeZone = zoneName(wish.start ?? wish.end);
  if (wish.start || wish.end) draft.timeZone = timeZone;
  if (wish.start) draft.start = local(wish.start, timeZone, allDay, 'start');
  if (wish.end) draft.end = local(wish.end, timeZone, allDay, 'end');
  if (wish.recurrence === null) draft.recurrence = '';
  if (wish.recurrence) {
    const start = draft.start ?? startText(event);
    const zone = wish.start ? timeZone : (tzidOf(event) ?? 'UTC');
    draft.recurrence = ruleText(wish.recurrence, start, zone);
  }
  return draft;
}

function startText(event: JComponent): string {
  return text(event, 'dtstart').replace('Z', '');
}

function tzidOf(event: JComponent): string | undefined {
  const tzid = property(event, 'dtstart')?.[1].tzid;
  return typeof tzid === 'string' ? tzid : undefined;
}

function zoneName(time: EventWish['start']): string {
  if (time === undefined || time.dateTime.endsWith('Z')) return 'UTC';
  const written = time.timeZone ?? 'UTC';
  const zone = named(written);
  if (!zone) throw badRequest(`timeZone: no time zone is called '${written}'`, 'TimeZoneNotSupportedException');
  return zone.iana ?? zone.id;
}

/** Local time in `timeZone`; a date alone for a whole day, which Graph writes as midnight. */
function local(time: NonNullable<EventWish['start']>, timeZone: string, allDay: boolean, where: string): string {
  const bare = time.dateTime.replace('Z', '').slice(0, 19);
  const long = bare.length === 10 ? `${bare}T00:00:00` : bare.length === 16 ? `${bare}:00` : bare;
  const wall = wallOf(long);
  if (wall === undefined) throw badRequest(`${where}/dateTime: no such date or time`, 'ErrorInvalidArgument');
  if (allDay) {
    if (!long.endsWith('T00:00:00')) throw badRequest(`${where}/dateTime: midnight, since isAllDay is true`);
    return long.slice(0, 10);
  }
  const own = zoneName(time);
  if (own === timeZone) return long;
  const there = named(timeZone);
  const here = named(own);
  return there && here ? wallText(there.toWall(here.toUtc(wall)), 'floating') : long;
}

function withBody(event: JComponent, body: EventWish['body']): JComponent {
  if (body === undefined) return event;
  const bare = without(event, 'x-alt-desc', 'description');
  const content = body?.content ?? '';
  if (content === '') return bare;
  if (body?.contentType !== 'html') return withText(bare, 'description', cleanText(content));
  const plain = cleanText(textOfHtml(content));
  const html: JProperty = ['x-alt-desc', { fmttype: 'text/html' }, 'unknown', cleanText(content).replaceAll('\n', ' ')];
  const worded = plain === '' ? bare : withText(bare, 'description', plain);
  return [worded[0], [...worded[1], html], worded[2]];
}

function withMarks(event: JComponent, wish: EventWish): JComponent {
  let next = event;
  if (wish.showAs) {
    const free = wish.showAs === 'free';
    next = withText(next, 'transp', free ? 'TRANSPARENT' : 'OPAQUE');
    next = withText(next, 'x-microsoft-cdo-busystatus', busyStatus[wish.showAs], 'unknown');
  }
  if (wish.sensitivity) {
    next = without(next, 'class', 'x-passerelle-sensitivity');
    const written = classes[wish.sensitivity];
    if (written !== undefined) next = withText(next, 'class', written);
    if (wish.sensitivity === 'personal') next = withText(next, 'x-passerelle-sensitivity', 'personal', 'unknown');
  }
  if (wish.importance) {
    next = without(next, 'priority');
    if (wish.importance !== 'normal') {
      next = withProperty(next, ['priority', {}, 'integer', wish.importance === 'high' ? 1 : 9]);
    }
  }
  if (wish.categories !== undefined) {
    next = without(next, 'categories');
    const categories = (wish.categories ?? []).map(cleanName).filter((name) => name !== '');
    if (categories.length > 0) next = withProperty(next, ['categories', {}, 'text', ...categories]);
  }
  return withReminder(next, wish);
}

const busyStatus = {
  ...{ free: 'FREE', tentative: 'TENTATIVE', busy: 'BUSY', oof: 'OOF', workingElsewhere: 'WORKINGELSEWHERE' },
  unknown: 'BUSY',
} as const;
const classes = { normal: undefined, personal: 'PRIVATE', private: 'PRIVATE', confidential: 'CONFIDENTIAL' } as const;

function withReminder(event: JComponent, wish: EventWish): JComponent {
  const { isReminderOn: on, reminderMinutesBeforeStart: minutes } = wish;
  if (on === undefined && minutes === undefined) return event;
  const others = event[2].filter(([name]) => name !== 'valarm');
  if (on === false) return [event[0], event[1], others];
  const alarm: JComponent = [
    'valarm',
    [
      ['action', {}, 'text', 'DISPLAY'],
      ['description', {}, 'text', text(event, 'summary') || 'Reminder'],
      ['trigger', {}, 'duration', `-PT${minutes ?? 15}M`],
    ],
    [],
  ];
  return [event[0], event[1], [...others, alarm]];
}

type Invitee = NonNullable<EventWish['attendees']>[number];

function invitee({ emailAddress: { address, name } }: Invitee): EventText['attendees'][number] {
  return { address, ...(name ? { name } : {}) };
}

/** rfc5545#3.2.16, #3.2.3 */
function withRoles(event: JComponent, attendees: readonly Invitee[]): JComponent {
  return properties(event, 'attendee').reduce<JComponent>((each, line) => {
    const wish = attendees.find(({ emailAddress }) => emailAddress.address.trim().toLowerCase() === addressOf(line));
    if (!wish?.type) return each;
    const role =
      wish.type === 'required' ? 'REQ-PARTICIPANT' : wish.type === 'optional' ? 'OPT-PARTICIPANT' : 'NON-PARTICIPANT';
    const cutype = wish.type === 'resource' ? 'RESOURCE' : undefined;
    return replaceLine(each, line, withParameters(line, { role, cutype }));
  }, event);
}

function textOr(event: JComponent, name: string, value: string | undefined): JComponent {
  if (value === undefined) return event;
  return value === '' ? without(event, name) : withText(event, name, cleanText(value));
}

export function refused({ code, where }: DraftProblem) {
  switch (code) {
    case 'bad-time-zone':
      return badRequest(where, 'TimeZoneNotSupportedException');
    case 'bad-recurrence':
      return badRequest(where, 'ErrorInvalidRecurrence');
    case 'end-before-start':
      return badRequest(where, 'ErrorPropertyValidationFailure');
    default:
      return badRequest(where, 'ErrorInvalidArgument');
  }
}
