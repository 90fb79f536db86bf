/** An event of a calendar as Graph's resource `event`. */
import type {
  Attendee,
  Event,
  FreeBusyStatus,
  Importance,
  OnlineMeetingInfo,
  ResponseStatus,
  ResponseType,
  Sensitivity,
} from '@microsoft/microsoft-graph-types';
import { addressOf, organizerOf } from '../../../calendar/icalendar/calAddress.ts';
import { durationOf } from '../../../calendar/icalendar/duration.ts';
import {
  type JComponent,
  type JProperty,
  parameter,
  properties,
  property,
  subcomponents,
  text,
} from '../../../calendar/icalendar/jcal.ts';
import { momentOf, startOf, wallOf, wallText } from '../../../calendar/icalendar/moment.ts';
import { REPLY_DTSTAMP } from '../../../calendar/itip/ownMarks.ts';
import { attendeesOf } from '../../../calendar/itip/series.ts';
import { ownLine } from '../../../calendar/itip/voice.ts';
import { recurs, ruleOf } from '../../../calendar/recurrence/rule.ts';
import { partStatOf } from '../../../calendar/scheduling/read.ts';
import { addressesOf } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import type { Preferences } from '../frame/preferences.ts';
import { eventIdText } from '../ids.ts';
import { etagOf, never } from './etag.ts';
import type { Told } from './instance.ts';
import { patternedRecurrence } from './recurrence.ts';
import { bodyOf, previewOf } from './text.ts';

export type ToldEvent = Event & { readonly '@odata.etag': string; readonly uid: string };

export interface Telling {
  readonly person: Person;
  readonly preferences: Preferences;
  readonly meetingUrlTemplate?: string;
}

export function tellEvent(told: Told, { person, preferences, meetingUrlTemplate }: Telling): ToldEvent {
  const { object, event, series, type } = told;
  const addresses = addressesOf(person);
  const organizer = organizerOf(event);
  const isOrganizer = organizer === undefined || addresses.includes(organizer);
  const owner = property(event, 'organizer');
  const calendar = object.calendarId.slice(object.calendarId.indexOf('/') + 1);
  const ids = { calendar, name: object.name };
  const isSeries = type === 'seriesMaster';
  const inSeries = type === 'occurrence' || type === 'exception';
  const rule = isSeries ? ruleOf(event) : undefined;
  const start = startOf(event);
  const zone = start && series.zones.of(start);
  const zoneName = zone?.iana ?? zone?.id ?? 'UTC';
  const etag = etagOf(object);
  const meeting = onlineMeetingOf(event, meetingUrlTemplate);
  const reminder = reminderOf(event);
  const moments = (name: string, otherwise: number): string =>
    isoOf(momentOf(property(event, name))?.wall ?? otherwise);
  return {
    '@odata.etag': etag,
    id: eventIdText({ ...ids, ...(told.key !== undefined && { instance: told.key }) }),
    createdDateTime: moments('created', object.updatedAt),
    lastModifiedDateTime: moments('last-modified', object.updatedAt),
    changeKey: etag.slice(3, -1),
    categories: properties(event, 'categories').flatMap((line) => line.slice(3).map(String)),
    transactionId: text(event, 'x-passerelle-transaction-id') || null,
    originalStartTimeZone: zoneName,
    originalEndTimeZone: zoneName,
    originalStart: told.original ? isoOf(series.zones.instant(told.original)) : null,
    iCalUId: object.uid,
    uid: object.uid,
    reminderMinutesBeforeStart: reminder ?? 0,
    isReminderOn: reminder !== undefined,
    hasAttachments: properties(event, 'attach').length > 0,
    subject: text(event, 'summary'),
    bodyPreview: previewOf(event),
    body: bodyOf(event, preferences.bodyType, isOrganizer),
    importance: importanceOf(event),
    sensitivity: sensitivityOf(event),
    start: timeOf(told.start, told.allDay, preferences),
    end: timeOf(told.end, told.allDay, preferences),
    isAllDay: told.allDay,
    isCancelled: text(event, 'status').toUpperCase() === 'CANCELLED',
    isOrganizer,
    isDraft: false,
    responseRequested: true,
    allowNewTimeProposals: true,
    hideAttendees: false,
    type,
    seriesMasterId: inSeries && series.master ? eventIdText(ids) : null,
    recurrence: rule && start && onlyRule(event) ? patternedRecurrence(rule, start, series.zones) : null,
    showAs: showAsOf(event),
    location: { displayName: text(event, 'location'), locationType: 'default' },
    locations:
      text(event, 'location') === '' ? [] : [{ displayName: text(event, 'location'), locationType: 'default' }],
    attendees: attendeesOf(event)
      .filter((line) => addressOf(line) !== organizer)
      .map(attendeeOf),
    organizer: {
      emailAddress: {
        name: (owner && parameter(owner, 'cn')) ?? (isOrganizer ? person.name : (organizer ?? '')),
        address: organizer ?? person.address,
      },
    },
    responseStatus: isOrganizer
      ? { response: organizer === undefined ? 'none' : 'organizer', time: never }
      : responseOf(ownLine(event, { address: object.invitedAs ?? person.address, addresses })),
    isOnlineMeeting: meeting !== null,
    onlineMeetingProvider: 'unknown',
    onlineMeeting: meeting,
    onlineMeetingUrl: meeting?.joinUrl ?? null,
    webLink: null,
  };
}

/** A series with RDATEs says more than a pattern can. */
function onlyRule(event: JComponent): boolean {
  return recurs(event) && property(event, 'rdate') === undefined && properties(event, 'rrule').length === 1;
}

/** Whole days stand at midnight of whatever zone is asked for. */
export function timeOf(at: number, allDay: boolean, { zone, zoneName }: Preferences) {
  const wall = allDay ? at : zone.toWall(at);
  return { dateTime: `${wallText(wall, 'floating')}.0000000`, timeZone: zoneName };
}

export function isoOf(at: number): string {
  return new Date(at).toISOString();
}

function attendeeOf(line: JProperty): Attendee {
  const address = addressOf(line);
  return {
    type: attendeeType(line),
    status: responseOf(line),
    emailAddress: { name: parameter(line, 'cn') ?? address, address },
  };
}

function attendeeType(line: JProperty): Attendee['type'] {
  const cutype = parameter(line, 'cutype')?.toUpperCase();
  if (cutype === 'RESOURCE' || cutype === 'ROOM') return 'resource';
  const role = parameter(line, 'role')?.toUpperCase();
  return role === 'OPT-PARTICIPANT' || role === 'NON-PARTICIPANT' ? 'optional' : 'required';
}

function responseOf(line: JProperty | undefined): ResponseStatus {
  if (!line) return { response: 'notResponded', time: never };
  const said = parameter(line, REPLY_DTSTAMP);
  const at = said === undefined ? undefined : wallOf(said);
  return { response: responses[partStatOf(line)], time: at === undefined ? never : isoOf(at) };
}

const responses: Readonly<Record<ReturnType<typeof partStatOf>, ResponseType>> = {
  'NEEDS-ACTION': 'notResponded',
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentativelyAccepted',
  DELEGATED: 'notResponded',
  // Of tasks only (rfc5545#3.2.12); whoever works on one has taken it.
  COMPLETED: 'accepted',
  'IN-PROCESS': 'accepted',
};

/** Law L10: what was filed and not answered shows tentative, whatever PARTSTAT says. */
export function showAsOf(event: JComponent): FreeBusyStatus {
  const status = text(event, 'status').toUpperCase();
  if (status === 'CANCELLED') return 'free';
  switch (text(event, 'x-microsoft-cdo-busystatus').toUpperCase()) {
    case 'FREE':
      return 'free';
    case 'TENTATIVE':
      return 'tentative';
    case 'OOF':
      return 'oof';
    case 'WORKINGELSEWHERE':
      return 'workingElsewhere';
    default:
      if (text(event, 'transp').toUpperCase() === 'TRANSPARENT') return 'free';
      return status === 'TENTATIVE' ? 'tentative' : 'busy';
  }
}

/** rfc5545#3.8.1.9: 1 to 4 high, 5 normal, 6 to 9 low. */
function importanceOf(event: JComponent): Importance {
  const priority = Number(text(event, 'priority') || 0);
  if (priority >= 1 && priority <= 4) return 'high';
  return priority >= 6 ? 'low' : 'normal';
}

function sensitivityOf(event: JComponent): Sensitivity {
  if (text(event, 'x-passerelle-sensitivity') === 'personal') return 'personal';
  const written = text(event, 'class').toUpperCase();
  if (written === 'CONFIDENTIAL') return 'confidential';
  return written === 'PRIVATE' ? 'private' : 'normal';
}

/** Minutes before start of the first alarm that is still to come; undefined without one. */
function reminderOf(event: JComponent): number | undefined {
  for (const alarm of subcomponents(event, 'valarm')) {
    if (property(alarm, 'acknowledged') || property(alarm, 'related-to')) continue;
    const length = durationOf(text(alarm, 'trigger'));
    if (length !== undefined && length <= 0) return Math.round(-length / 60_000);
  }
  return undefined;
}

function onlineMeetingOf(event: JComponent, template: string | undefined): OnlineMeetingInfo | null {
  const teams = text(event, 'x-microsoft-skypeteamsmeetingurl') || text(event, 'conference');
  const url = text(event, 'url');
  const ours = template?.split('{id}', 1)[0];
  const joinUrl = teams || (ours !== undefined && ours !== '' && url.startsWith(ours) ? url : '');
  return joinUrl === '' ? null : { joinUrl };
}
