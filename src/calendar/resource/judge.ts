import type { CalendarProcessing } from '../../directory/types.ts';
import type { BusyPeriod } from '../freeBusy.ts';
import { joinPeriods } from '../freeBusy.ts';
import type { Instance } from '../occurrences.ts';
import { recurs } from '../recurrence/rule.ts';
import { INSTANCES_CAP, type ResourceRequest } from './request.ts';

/** Why a resource says no. */
export type Declined = 'taken' | 'not-allowed' | 'too-long' | 'too-far-ahead' | 'recurring' | 'too-many-instances';

export type Verdict =
  /** But for these instances, which are declined. */
  | { readonly kind: 'accept'; readonly except: readonly Instance[]; readonly taken: readonly BusyPeriod[] }
  | { readonly kind: 'decline'; readonly why: Declined; readonly taken: readonly BusyPeriod[] }
  | { readonly kind: 'hold'; readonly why: 'approval' | 'out-of-policy' | 'taken' };

export interface Requester {
  /** All addresses of whoever asks, lower-cased. */
  readonly addresses: readonly string[];
}

/**
 * What becomes of a request: the policy first, then whether whoever asks may book, then the
 * times. `busy`: what else takes the resource's time over the request's own, in any order.
 */
export function judgeRequest(
  request: ResourceRequest,
  processing: CalendarProcessing,
  requester: Requester,
  busy: readonly BusyPeriod[],
): Verdict {
  const may = (all: boolean, some: readonly string[]): boolean =>
    all || some.some((address) => requester.addresses.includes(address));
  const outside = outsidePolicy(request, processing);
  if (outside !== undefined) {
    return may(processing.allRequestOutOfPolicy, processing.requestOutOfPolicy)
      ? { kind: 'hold', why: 'out-of-policy' }
      : { kind: 'decline', why: outside, taken: [] };
  }
  const books = may(processing.allBookInPolicy, processing.bookInPolicy);
  if (!books && !may(processing.allRequestInPolicy, processing.requestInPolicy)) {
    return { kind: 'decline', why: 'not-allowed', taken: [] };
  }
  const verdict = judgeTimes(request, processing, busy);
  return verdict.kind === 'accept' && !books ? { kind: 'hold', why: 'approval' } : verdict;
}

function outsidePolicy(request: ResourceRequest, processing: CalendarProcessing): Declined | undefined {
  const { instances, recurring, beyondWindow } = request;
  if (recurring && !processing.allowRecurringMeetings) return 'recurring';
  if (beyondWindow) return 'too-far-ahead';
  const longest = processing.maximumDurationInMinutes * 60_000;
  if (longest > 0 && instances.some(({ start, end }) => end - start > longest)) return 'too-long';
  return instances.length >= INSTANCES_CAP ? 'too-many-instances' : undefined;
}

function judgeTimes(
  { instances, pending }: ResourceRequest,
  processing: CalendarProcessing,
  busy: readonly BusyPeriod[],
): Verdict {
  const free: Verdict = { kind: 'accept', except: [], taken: [] };
  if (processing.allowConflicts) return free;
  const conflicts = conflictsOf(instances, busy);
  if (conflicts.length === 0) return free;
  const except = conflicts.map(({ instance }) => instance);
  const taken = conflicts.flatMap((conflict) => conflict.taken);
  if (processing.conflicts === 'hold') return { kind: 'hold', why: 'taken' };
  // Of exceptions alone each stands for itself; a series bears as many conflicts as its policy says.
  const bears = pending.some(recurs)
    ? conflicts.length * 100 <= processing.conflictPercentageAllowed * instances.length &&
      conflicts.length <= (processing.maximumConflictInstances ?? Number.POSITIVE_INFINITY)
    : pending.length > 1;
  return bears && conflicts.length < instances.length
    ? { kind: 'accept', except, taken }
    : { kind: 'decline', why: 'taken', taken };
}

interface Conflict {
  readonly instance: Instance;
  /** What is taken of the instance's own time: no more of another's booking is told than that. */
  readonly taken: readonly BusyPeriod[];
}

function conflictsOf(instances: readonly Instance[], busy: readonly BusyPeriod[]): Conflict[] {
  const periods = joinPeriods(busy.map((period) => ({ ...period, busy: 'BUSY' as const })));
  const conflicts: Conflict[] = [];
  let first = 0;
  // Both are in order of start, and joined periods do not overlap.
  for (const instance of instances) {
    const { start, end } = instance;
    while ((periods[first]?.end ?? Number.POSITIVE_INFINITY) <= start) first++;
    const taken: BusyPeriod[] = [];
    for (let at = first; (periods[at]?.start ?? Number.POSITIVE_INFINITY) < end; at++) {
      const period = periods[at] as BusyPeriod;
      taken.push({ ...period, start: Math.max(period.start, start), end: Math.min(period.end, end) });
    }
    if (taken.length > 0) conflicts.push({ instance, taken });
  }
  return conflicts;
}
