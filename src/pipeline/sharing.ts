/** Rights to calendars, given and taken back by their owners. */
import { type CalendarShare, calendarOwner } from '../directory/calendarAccess.ts';
import { personById } from '../directory/recipients.ts';
import type { TraceRecord } from '../store/contract.ts';
import { calendarIdOf } from './booking/calendarView.ts';
import { decideAndCommit, type HubContext } from './context.ts';
import type { HubServices, ServiceProblem } from './services.ts';

type Services = Pick<HubServices, 'share' | 'unshare' | 'shares'>;

export function createSharing(context: HubContext): Services {
  return {
    async share(ownerId, personId, right, options = {}) {
      const calendar = await calendarOf(context, ownerId, options.calendar);
      if (typeof calendar !== 'string') return calendar;
      const person = personById(context.directory(), personId);
      if (!person?.enabled) return problem(404, 'no-such-person', 'no such person');
      if (personId === ownerId) return problem(422, 'own-calendar', 'her own calendar is hers already');
      const share: CalendarShare = { calendarId: calendar, personId, right, privateToo: options.privateToo ?? false };
      return decideAndCommit(context, async () => {
        const at = context.clock.now();
        const records = [record(context, at, ownerId, person.address, `shared: ${right}`)];
        return { writes: [{ type: 'putShare', share, at }], records, result: { kind: 'shared' as const } };
      });
    },

    async unshare(ownerId, personId, options = {}) {
      const calendar = await calendarOf(context, ownerId, options.calendar);
      if (typeof calendar !== 'string') return calendar;
      return decideAndCommit<ServiceProblem | { kind: 'unshared' }>(context, async () => {
        const shares = await context.store.reads.sharesOf(calendar);
        if (!shares.some((share) => share.personId === personId)) {
          return { writes: [], result: problem(404, 'not-shared', 'this calendar is not shared with that person') };
        }
        const at = context.clock.now();
        const address = personById(context.directory(), personId)?.address ?? '';
        return {
          writes: [{ type: 'dropShare', calendarId: calendar, personId }],
          records: [record(context, at, ownerId, address, 'unshared')],
          result: { kind: 'unshared' as const },
        };
      });
    },

    async shares(personId) {
      const person = personById(context.directory(), personId);
      const own = await context.store.reads.calendars(personId);
      const ids = new Set([...(person ? [calendarIdOf(person)] : []), ...own.map(({ id }) => id)]);
      const given = await Promise.all([...ids].map((id) => context.store.reads.sharesOf(id)));
      return { given: given.flat(), received: await context.store.reads.sharesWith(personId) };
    },
  };
}

/** The id of a calendar of hers by its last path segment. */
async function calendarOf(context: HubContext, ownerId: string, slug = 'calendar'): Promise<string | ServiceProblem> {
  const owner = personById(context.directory(), ownerId);
  if (!owner) return problem(404, 'no-such-person', 'no such person');
  const standard = calendarIdOf(owner);
  if (slug === 'calendar') return standard;
  const found = (await context.store.reads.calendars(ownerId)).find((calendar) => calendar.slug === slug);
  return found && calendarOwner(found.id) === ownerId
    ? found.id
    : problem(404, 'no-such-calendar', `${owner.address} has no calendar ${slug}`);
}

function record(context: HubContext, at: number, ownerId: string, recipient: string, effect: string): TraceRecord {
  return {
    id: context.trace.nextId(at),
    at,
    direction: 'hub',
    messageId: '',
    sender: personById(context.directory(), ownerId)?.address ?? '',
    recipient,
    size: 0,
    peer: '',
    rules: [],
    decision: 'share',
    effect,
    milliseconds: 0,
  };
}

function problem(status: ServiceProblem['status'], code: string, message: string): ServiceProblem {
  return { kind: 'problem', status, code, message };
}
