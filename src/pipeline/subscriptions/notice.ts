/** A subscription as plain data, and what becomes of it: pure. */
import { z } from 'zod';
import type { Calendar, CalendarChange } from '../../store/contract.ts';

export const changeTypes = ['created', 'updated', 'deleted'] as const;
export type ChangeType = (typeof changeTypes)[number];

const notice = z.object({ change: z.enum(changeTypes), calendar: z.string(), name: z.string() });
/** One change of one event: calendar and object are named as their ids have them. */
export type Notice = z.infer<typeof notice>;

export const subscriptionBody = z.object({
  resource: z.string(),
  changes: z.array(z.enum(changeTypes)),
  notificationUrl: z.string(),
  lifecycleNotificationUrl: z.string().optional(),
  clientState: z.string().optional(),
  /** Whoever made it: `person:ID` or `client:ID`; nobody else sees or changes it. */
  creator: z.string(),
  /** The change of each calendar up to which everything was noticed. */
  cursors: z.record(z.string(), z.number()),
  pending: z.array(notice),
  /** True while its program has to be told that it missed something. */
  missed: z.boolean(),
  attempts: z.number(),
  /** ms: when the first of what waits was noticed, and when it is tried next. */
  since: z.number(),
  dueAt: z.number(),
});
export type SubscriptionBody = z.infer<typeof subscriptionBody>;

/** What is kept for a program that does not answer; then it is told that it missed some. */
const mostPending = 1000;
/** Graph tries for about four hours. */
const givesUpAfter = 4 * 3600_000;
const firstPause = 10_000;
const longestPause = 15 * 60_000;
/** While one process sends, no other does. */
export const lease = 60_000;

/** What changed in a calendar, joined to what already waits. */
export function noticed(
  body: SubscriptionBody,
  calendar: Calendar,
  changes: readonly CalendarChange[],
  now: number,
): SubscriptionBody {
  const name = calendar.id.slice(calendar.id.indexOf('/') + 1);
  const fresh = changes.flatMap((each): Notice[] => {
    const change = each.kind === 'gone' ? 'deleted' : each.entry.version === 1 ? 'created' : 'updated';
    return body.changes.includes(change) ? [{ change, calendar: name, name: each.name }] : [];
  });
  const upTo = changes.at(-1)?.change ?? calendar.change;
  const cursors = { ...body.cursors, [name]: Math.max(upTo, body.cursors[name] ?? 0) };
  const forgotten = (calendar.forgotten ?? 0) > (body.cursors[name] ?? 0);
  const all = [...body.pending, ...fresh];
  const since = body.pending.length === 0 && !body.missed ? now : body.since;
  const missed = body.missed || forgotten || all.length > mostPending;
  return { ...body, cursors, pending: all.slice(-mostPending), missed, since };
}

export function hasToSay({ pending, missed }: SubscriptionBody): boolean {
  return pending.length > 0 || missed;
}

/** After an attempt: what was told is gone, what was not waits longer each time, until it is given up. */
export function settledAttempt(
  body: SubscriptionBody,
  told: { readonly notices: readonly Notice[]; readonly ok: boolean },
  now: number,
): SubscriptionBody {
  if (told.ok) {
    return { ...body, pending: body.pending.slice(told.notices.length), attempts: 0, since: now, dueAt: now };
  }
  if (now - body.since > givesUpAfter) {
    const missed = body.lifecycleNotificationUrl !== undefined;
    return { ...body, pending: [], missed, attempts: 0, since: now, dueAt: now };
  }
  const pause = Math.min(firstPause * 2 ** body.attempts, longestPause);
  return { ...body, attempts: body.attempts + 1, dueAt: now + pause };
}

/** A lifecycle notice that nobody takes is given up with the rest. */
export function settledMissed(body: SubscriptionBody, ok: boolean, now: number): SubscriptionBody {
  if (ok || now - body.since > givesUpAfter) return { ...body, missed: false, attempts: 0, since: now, dueAt: now };
  const pause = Math.min(firstPause * 2 ** body.attempts, longestPause);
  return { ...body, attempts: body.attempts + 1, dueAt: now + pause };
}
