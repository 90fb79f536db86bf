import type {
  FreeBusyError,
  FreeBusyStatus,
  ScheduleInformation,
  ScheduleItem,
} from '@microsoft/microsoft-graph-types';
import { z } from 'zod';
import type { BusyPeriod } from '../../../calendar/freeBusy.ts';
import { text } from '../../../calendar/icalendar/jcal.ts';
import { wallOf } from '../../../calendar/icalendar/moment.ts';
import { named } from '../../../calendar/zones/book.ts';
import { resolveRecipient } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import { personNamed } from '../access.ts';
import type { Told } from '../event/instance.ts';
import { showAsOf, timeOf } from '../event/tell.ts';
import { readBody } from '../event/wish.ts';
import { badRequest } from '../frame/failure.ts';
import { contextOf } from '../frame/query.ts';
import { viewOf } from '../objects.ts';
import { type Asked, forOwner, type GraphParts, type Routes } from '../parts.ts';

const time = z.object({ dateTime: z.string().max(40), timeZone: z.string().max(100).nullish() });
const form = z.object({
  schedules: z.array(z.string().max(320)).min(1).max(100),
  startTime: time,
  endTime: time,
  availabilityViewInterval: z.number().int().min(5).max(1440).default(30),
});

/** Graph's limit of a query, days. */
const widest = 62 * 86_400_000;

/** Who is free when, over all calendars of each person. Of others' events only the times are told. */
export const scheduleRoutes: Routes = (scope, parts) => {
  for (const path of ['/calendar', '/calendars/:calendar']) {
    forOwner(scope, parts, 'POST', `${path}/getSchedule`, async (asked) => {
      const wish = readBody(form, asked.request.body);
      const from = instantOf(wish.startTime, 'startTime');
      const to = instantOf(wish.endTime, 'endTime');
      const minutes = wish.availabilityViewInterval;
      if (to <= from) throw badRequest('endTime: later than startTime', 'ErrorInvalidTimeInterval');
      if (to - from > widest) throw badRequest('endTime: at most 62 days after startTime', 'ErrorTimeIntervalTooBig');
      // Together, so that a home that is slow to answer is waited for once.
      const value = await Promise.all(
        wish.schedules.map(async (scheduleId): Promise<ScheduleInformation> => {
          const person = personNamed(parts.hub, scheduleId);
          const window = { scheduleId, from, to, minutes };
          return person?.enabled ? scheduleOf(parts, asked, person, window) : scheduleAtHome(parts, asked, window);
        }),
      );
      return { '@odata.context': contextOf(asked.request), value };
    });
  }
};

interface Window {
  readonly scheduleId: string;
  readonly from: number;
  readonly to: number;
  readonly minutes: number;
}

async function scheduleOf(
  { hub }: GraphParts,
  { person: asking, preferences }: Asked,
  person: Person,
  { scheduleId, from, to, minutes }: Window,
): Promise<ScheduleInformation> {
  const view = await viewOf(hub.store, person, await hub.freeBusy.calendarsOf(person), { from, to });
  const busy = view.map((told) => ({ told, status: showAsOf(told.event), ...spanOf(told) }));
  const beside = await hub.freeBusy.besideCalendars(person, { from, to });
  const more = notAmong(beside.periods, busy);
  const own = person.id === asking.id;
  const scheduleItems = busy
    .filter(({ status }) => status !== 'free')
    .map(({ told, status }): ScheduleItem => {
      const isPrivate = ['PRIVATE', 'CONFIDENTIAL'].includes(text(told.event, 'class').toUpperCase());
      const times = {
        start: timeOf(told.start, told.allDay, preferences),
        end: timeOf(told.end, told.allDay, preferences),
      };
      if (!own) return { status, isPrivate, ...times };
      return {
        status,
        isPrivate,
        subject: text(told.event, 'summary'),
        location: text(told.event, 'location'),
        ...times,
      };
    });
  return {
    scheduleId,
    availabilityView: viewIn([...busy, ...more], { from, to, minutes }),
    scheduleItems: [...scheduleItems, ...more.map((period) => itemOf(period, preferences))],
    ...(beside.home === 'silent' && { error: homeSilent }),
    workingHours: {
      daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      startTime: '08:00:00.0000000',
      endTime: '17:00:00.0000000',
      timeZone: { name: person.timeZone },
    },
  };
}

/** Somebody who has no calendar here: what the home tells, or that nobody knows her. */
async function scheduleAtHome(
  { hub }: GraphParts,
  { preferences }: Asked,
  window: Window,
): Promise<ScheduleInformation> {
  const { scheduleId, from, to } = window;
  const resolved = resolveRecipient(hub.directory(), scheduleId);
  const atHome = resolved.kind === 'unknown' && resolved.domain.type === 'InternalRelay';
  const times = atHome ? await hub.freeBusy.atHome(scheduleId, { from, to }) : undefined;
  if (times === undefined) return unknown(scheduleId);
  if (times.home === 'silent') return { scheduleId, availabilityView: '', scheduleItems: [], error: homeSilent };
  const busy = notAmong(times.periods, []);
  return {
    scheduleId,
    availabilityView: viewIn(busy, window),
    scheduleItems: busy.map((period) => itemOf(period, preferences)),
  };
}

interface Busy {
  readonly start: number;
  readonly end: number;
  readonly status: FreeBusyStatus;
}

const statusOf: Readonly<Record<BusyPeriod['busy'], FreeBusyStatus>> = {
  BUSY: 'busy',
  'BUSY-TENTATIVE': 'tentative',
  'BUSY-UNAVAILABLE': 'oof',
};

/** Periods that no event here accounts for: the home tells of most meetings too. */
function notAmong(periods: readonly BusyPeriod[], events: readonly Busy[]): Busy[] {
  return periods
    .map(({ start, end, busy }) => ({ start, end, status: statusOf[busy] }))
    .filter(
      (period) =>
        !events.some(
          ({ start, end, status }) =>
            start <= period.start && end >= period.end && digits[status] >= digits[period.status],
        ),
    );
}

function itemOf({ start, end, status }: Busy, preferences: Asked['preferences']): ScheduleItem {
  return { status, isPrivate: false, start: timeOf(start, false, preferences), end: timeOf(end, false, preferences) };
}

/** A digit a slot. */
function viewIn(busy: readonly Busy[], { from, to, minutes }: Pick<Window, 'from' | 'to' | 'minutes'>): string {
  const slots: string[] = [];
  const step = minutes * 60_000;
  for (let at = from; at < to; at += step) {
    const end = Math.min(at + step, to);
    const inSlot = busy.filter((each) => each.start < end && each.end > at).map(({ status }) => digits[status]);
    slots.push(String(Math.max(0, ...inSlot)));
  }
  return slots.join('');
}

/** Beside the times of the hub, which are told all the same. */
const homeSilent: FreeBusyError = {
  message: 'The home mail system did not tell its busy times: these are the times known here alone.',
  responseCode: 'ErrorFreeBusyGenerationFailed',
};

/** Whole days are days where the person lives. */
function spanOf({ start, end, allDay, series }: Told): { start: number; end: number } {
  if (!allDay) return { start, end };
  return {
    start: series.zones.instant({ kind: 'date', wall: start }),
    end: series.zones.instant({ kind: 'date', wall: end }),
  };
}

const digits: Readonly<Record<FreeBusyStatus, number>> = {
  ...{ free: 0, tentative: 1, busy: 2, oof: 3, workingElsewhere: 4, unknown: 0 },
};

function unknown(scheduleId: string): ScheduleInformation {
  const message = 'Unable to resolve e-mail address to a mailbox of this organization.';
  return {
    scheduleId,
    availabilityView: '',
    scheduleItems: [],
    error: { message, responseCode: 'ErrorMailRecipientNotFound' },
  };
}

function instantOf({ dateTime, timeZone }: z.infer<typeof time>, where: string): number {
  const zone = named(dateTime.endsWith('Z') ? 'UTC' : (timeZone ?? 'UTC'));
  const bare = dateTime.replace('Z', '').slice(0, 19);
  const wall = wallOf(bare.length === 10 ? `${bare}T00:00:00` : bare.length === 16 ? `${bare}:00` : bare);
  if (!zone)
    throw badRequest(`${where}/timeZone: no time zone is called '${timeZone}'`, 'TimeZoneNotSupportedException');
  if (wall === undefined) throw badRequest(`${where}/dateTime: no such date or time`, 'ErrorInvalidArgument');
  return zone.toUtc(wall);
}
