import type { IpRanges } from '../../mail/ipRanges.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Random } from '../../platform/random.ts';
import type { GraphRecord, Store } from '../../store/contract.ts';
import { destinationOf, type LookUp } from './destination.ts';
import {
  type ChangeType,
  hasToSay,
  lease,
  type Notice,
  noticed,
  type SubscriptionBody,
  settledAttempt,
  settledMissed,
  subscriptionBody,
} from './notice.ts';
import { post } from './post.ts';

export interface SubscriptionParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Ranges inside to which notifications may go. */
  readonly listed: IpRanges;
  readonly lookUp: LookUp;
  /** Texts of the wire: what a program is sent. */
  readonly wire: {
    notices(subscription: Subscription, notices: readonly Notice[]): Promise<string>;
    missed(subscription: Subscription): Promise<string>;
  };
}

export interface Subscription extends SubscriptionBody {
  readonly id: string;
  readonly personId: string;
  readonly expiresAt: number;
}

export interface SubscriptionWish {
  readonly personId: string;
  readonly creator: string;
  readonly resource: string;
  readonly changes: readonly ChangeType[];
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl?: string;
  readonly clientState?: string;
  readonly expiresAt: number;
}

export interface SubscriptionProblem {
  readonly kind: 'problem';
  readonly code: 'bad-address' | 'not-validated' | 'bad-expiration' | 'too-many';
  readonly why: string;
}

export interface Subscriptions {
  create(wish: SubscriptionWish): Promise<Subscription | SubscriptionProblem>;
  /** Only what this creator made and what has not expired. */
  list(creator: string): Promise<Subscription[]>;
  find(creator: string, id: string): Promise<Subscription | undefined>;
  renew(creator: string, id: string, expiresAt: number): Promise<Subscription | SubscriptionProblem | undefined>;
  remove(creator: string, id: string): Promise<boolean>;
  /** Looks once for changes and sends what is due; `start` does so every second. */
  round(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Longest life, ms: Graph's 4230 minutes for events. */
export const longestLife = 4230 * 60_000;
const mostOfPerson = 1000;
const handshakeTimeout = 10_000;
const postTimeout = 10_000;
const pause = 1000;
/** Notices in one POST, and changes read at a time. */
const mostInOne = 100;

export function createSubscriptions(parts: SubscriptionParts): Subscriptions {
  const { store, clock, random, log } = parts;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function create(wish: SubscriptionWish): Promise<Subscription | SubscriptionProblem> {
    const wrong = expirationProblem(wish.expiresAt, clock.now());
    if (wrong) return wrong;
    const { personId } = wish;
    if ((await store.reads.graphRecords('subscription', personId)).length >= mostOfPerson) {
      return { kind: 'problem', code: 'too-many', why: `at most ${mostOfPerson} subscriptions a person` };
    }
    // Changes from before the handshake on: what happens while it is under way is told too.
    const calendars = await store.reads.calendars(personId);
    for (const url of new Set([wish.notificationUrl, wish.lifecycleNotificationUrl ?? wish.notificationUrl])) {
      const refused = await validate(url);
      if (refused) return refused;
    }
    const { expiresAt, changes, ...told } = wish;
    const cursors = Object.fromEntries(calendars.map(({ id, change }) => [id.slice(id.indexOf('/') + 1), change]));
    const now = clock.now();
    const body = {
      ...told,
      changes: [...changes],
      cursors,
      pending: [],
      missed: false,
      attempts: 0,
      since: now,
      dueAt: now,
    };
    const record: GraphRecord = { kind: 'subscription', id: random.uuid(), personId, version: 1, expiresAt, body };
    await store.commit([{ type: 'putGraphRecord', record, expect: 0 }]);
    return { ...body, id: record.id, personId, expiresAt };
  }

  /** The handshake: whoever answers with the token wants to be told. */
  async function validate(url: string): Promise<SubscriptionProblem | undefined> {
    const destination = await destinationOf(url, parts.listed, parts.lookUp);
    if (destination.kind === 'problem') return { kind: 'problem', code: 'bad-address', why: destination.why };
    const token = `Validation: ${random.uuid()}`;
    const asked = new URL(destination.url);
    asked.searchParams.set('validationToken', token);
    const answer = await post(
      { ...destination, url: asked },
      { type: 'text/plain; charset=utf-8', text: '' },
      handshakeTimeout,
    );
    if (answer.kind === 'failed') return { kind: 'problem', code: 'not-validated', why: answer.why };
    const right = answer.status === 200 && /^text\/plain\b/i.test(answer.type) && answer.text === token;
    const why = 'expected 200, text/plain, and the validation token as it was sent, within 10 seconds';
    return right ? undefined : { kind: 'problem', code: 'not-validated', why };
  }

  async function find(creator: string, id: string): Promise<Subscription | undefined> {
    const record = await store.reads.graphRecord('subscription', id);
    const found = record && read(record);
    return found?.creator === creator && found.expiresAt > clock.now() ? found : undefined;
  }

  async function renew(creator: string, id: string, expiresAt: number) {
    const wrong = expirationProblem(expiresAt, clock.now());
    if (wrong) return wrong;
    for (let attempt = 0; attempt < 10; attempt++) {
      const record = await store.reads.graphRecord('subscription', id);
      const found = record && read(record);
      if (!record || found?.creator !== creator || found.expiresAt <= clock.now()) return undefined;
      const renewed = { ...record, expiresAt };
      const done = await store.commit([{ type: 'putGraphRecord', record: renewed, expect: record.version }]);
      if (done === 'committed') return { ...found, expiresAt };
    }
    throw new Error('the subscription never held still');
  }

  async function round(): Promise<void> {
    for (const record of await store.reads.graphRecords('subscription')) {
      const found = read(record);
      if ((record.expiresAt ?? 0) <= clock.now() || found === undefined) {
        await store.commit([{ type: 'deleteGraphRecord', kind: 'subscription', id: record.id }]);
        continue;
      }
      const looked = await look(found);
      // Nothing new, or another process was first.
      const version = looked === found ? record.version : await write(record, looked, record.version);
      if (version !== undefined && hasToSay(looked) && looked.dueAt <= clock.now()) await say(record, looked, version);
    }
  }

  async function look(found: Subscription): Promise<Subscription> {
    let body: SubscriptionBody = found;
    for (const calendar of await store.reads.calendars(found.personId)) {
      const after = body.cursors[calendar.id.slice(calendar.id.indexOf('/') + 1)] ?? 0;
      if (calendar.change <= after) continue;
      const window = { after, upTo: calendar.change, limit: mostInOne };
      body = noticed(body, calendar, await store.reads.changes(calendar.id, window), clock.now());
    }
    return body === found ? found : { ...found, ...body };
  }

  async function say(record: GraphRecord, found: Subscription, version: number): Promise<void> {
    const leased = await write(record, { ...found, dueAt: clock.now() + lease }, version);
    if (leased === undefined) return;
    if (found.pending.length > 0) {
      const notices = found.pending.slice(0, mostInOne);
      const ok = await send(found, found.notificationUrl, await parts.wire.notices(found, notices));
      await write(record, { ...found, ...settledAttempt(found, { notices, ok }, clock.now()) }, leased);
      return;
    }
    const url = found.lifecycleNotificationUrl;
    const ok = url === undefined || (await send(found, url, await parts.wire.missed(found)));
    await write(record, { ...found, ...settledMissed(found, ok, clock.now()) }, leased);
  }

  /** The name is looked up and checked at each sending: it may point elsewhere by now. */
  async function send({ id }: Subscription, url: string, text: string): Promise<boolean> {
    const destination = await destinationOf(url, parts.listed, parts.lookUp);
    const answer =
      destination.kind === 'problem'
        ? ({ kind: 'failed', why: destination.why } as const)
        : await post(destination, { type: 'application/json; charset=utf-8', text }, postTimeout);
    const ok = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
    if (!ok) {
      const why = answer.kind === 'failed' ? answer.why : `status ${answer.status}`;
      log.info({ subscription: id, why }, 'notification not taken');
    }
    return ok;
  }

  /** The version afterwards; undefined where somebody else wrote meanwhile. */
  async function write(record: GraphRecord, body: Subscription, expect: number): Promise<number | undefined> {
    const { id: _id, personId: _personId, expiresAt: _expiresAt, ...kept } = body;
    const done = await store.commit([{ type: 'putGraphRecord', record: { ...record, body: kept }, expect }]);
    return done === 'committed' ? expect + 1 : undefined;
  }

  return {
    create,
    find,
    renew,
    round,
    async list(creator) {
      const all = (await store.reads.graphRecords('subscription')).flatMap((record) => read(record) ?? []);
      return all.filter((each) => each.creator === creator && each.expiresAt > clock.now());
    },
    async remove(creator, id) {
      if ((await find(creator, id)) === undefined) return false;
      await store.commit([{ type: 'deleteGraphRecord', kind: 'subscription', id }]);
      return true;
    },
    start() {
      const next = (): void => {
        timer = setTimeout(() => {
          running = round()
            .catch((fault: unknown) => log.error({ fault: String(fault) }, 'subscriptions not looked after'))
            .finally(() => timer && next());
        }, pause);
      };
      next();
    },
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await running;
    },
  };
}

function read({ id, personId, expiresAt = 0, body }: GraphRecord): Subscription | undefined {
  const parsed = subscriptionBody.safeParse(body);
  return parsed.success ? { ...parsed.data, id, personId, expiresAt } : undefined;
}

function expirationProblem(expiresAt: number, now: number): SubscriptionProblem | undefined {
  if (expiresAt > now && expiresAt <= now + longestLife) return undefined;
  const why = `expirationDateTime: later than now, and at most ${longestLife / 60_000} minutes from now`;
  return { kind: 'problem', code: 'bad-expiration', why };
}
