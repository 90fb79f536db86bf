/**
 * Everything that leaves, leaves here: jobs are leased from the store, handed to their
 * connector's hosts, and finished or postponed in the commit that also writes the trace.
 */
import { isOwnDomain } from '../directory/recipients.ts';
import type { Directory, OutboundConnector } from '../directory/types.ts';
import { addressDomain } from '../mail/address.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { DnsResolver } from '../platform/resolver.ts';
import type { Job, Store, TraceRecord, Write } from '../store/contract.ts';
import { type AttemptParts, attempt } from './attempt.ts';
import { type AuthenticationWorker, openAuthenticationWorker } from './authentication/authenticationWorker.ts';
import { commitSurely } from './commitSurely.ts';
import { Lane, type LeasedJob } from './lanes.ts';
import { type DeliveryLimits, defaultDeliveryLimits } from './limits.ts';
import { outgoingMessage } from './message.ts';
import { type AttemptResult, failure } from './result.ts';
import { defaultRetrySchedule, type RetrySchedule } from './retry.ts';
import { settle } from './settle.ts';
import { createDkimKeys, type DkimKeys } from './sign/dkimKey.ts';
import { SessionPool } from './smtp/sessionPool.ts';
import { createTraceIds } from './traceIds.ts';
import { validationMessage } from './validation.ts';

export interface DeliveryParts {
  readonly store: Store;
  directory(): Directory;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly resolver: DnsResolver;
  /** What we call ourselves in EHLO and in reports. */
  readonly hostname: string;
  /** Value of `env:NAME` or `file:/path`; throws when there is none. */
  secretOf(reference: string): string;
  /** Records that have been committed. */
  onTrace(records: readonly TraceRecord[]): void;
  readonly limits?: Partial<DeliveryLimits>;
  readonly schedule?: RetrySchedule;
  /** PEM certificates that verified TLS trusts beside those Node does. */
  readonly tlsAuthorities?: readonly string[];
}

export interface Delivery {
  /** SPF, DKIM, DMARC, ARC: shares the thread that signs. */
  readonly authentication: Pick<AuthenticationWorker, 'check'>;
  readonly dkimKeys: DkimKeys;
  /** New jobs are there. */
  wake(): void;
  /** Sends one test message by a connector (Exchange's Validate-OutboundConnector) and says what came of it. */
  validate(connector: OutboundConnector, recipient: string): Promise<AttemptResult>;
  /** Takes no more jobs, gives those under way `graceMilliseconds`, breaks off the rest; they are tried again later. */
  stop(graceMilliseconds?: number): Promise<void>;
}

export async function startDelivery(parts: DeliveryParts): Promise<Delivery> {
  const { store, clock, log, random, hostname } = parts;
  const limits = { ...defaultDeliveryLimits, ...parts.limits };
  const authentication = openAuthenticationWorker({ resolver: parts.resolver, hostname });
  const dkimKeys = createDkimKeys({ store, clock, random });
  const pool = new SessionPool(limits);
  const attemptParts: AttemptParts = { ...parts, pool, limits };
  const traceIds = createTraceIds(random);
  const lanes = new Map<string, Lane>();
  const underWay = new Map<Promise<void>, AbortController>();
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  const wake = () => {
    if (stopping) return;
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = undefined;
      if (lookAgain) wake();
    });
  };
  wake();
  return { authentication, dkimKeys, wake, stop, validate };

  async function look(): Promise<void> {
    clearTimeout(timer);
    let pause = limits.pollMilliseconds;
    try {
      while (lookAgain && !stopping) {
        lookAgain = false;
        const [head] = await store.reads.jobs({ limit: 1 });
        if (!head) continue;
        const wait = head.dueAt - clock.now();
        if (wait > 0) pause = Math.min(pause, wait);
        else if (!(await leaseDue())) await strand(head);
      }
    } catch (fault) {
      log.error({ fault: String(fault) }, 'outgoing jobs not read');
    }
    if (!stopping) timer = setTimeout(wake, pause);
  }

  /** @returns whether there was anything for a connector that we have */
  async function leaseDue(): Promise<boolean> {
    let found = false;
    for (const connector of parts.directory().outboundConnectors) {
      if (!connector.enabled || stopping) continue;
      const lane = laneOf(connector.name);
      const limit = lane.wants(connector.concurrency);
      if (limit <= 0) {
        found = true;
        continue;
      }
      const leased = await lease(connector.name, limit);
      found ||= leased.length > 0;
      lane.waiting.push(...leased);
      runLane(connector.name);
    }
    return found;
  }

  /** Jobs of a connector that is gone or disabled wait as if nobody could be reached: it may come back. */
  async function strand({ connector }: Job): Promise<void> {
    const known = parts.directory().outboundConnectors.some(({ name, enabled }) => enabled && name === connector);
    if (known) return;
    const result = failure('temporary', 'configuration', '4.3.5', `no outbound connector '${connector}'`);
    for (const { job, leasedAt } of await lease(connector, 20)) await conclude(job, result, leasedAt);
    lookAgain = true;
  }

  async function lease(connector: string, limit: number): Promise<LeasedJob[]> {
    const leasedAt = clock.now();
    const until = leasedAt + limits.leaseMilliseconds;
    const jobs = await store.leaseJobs({ now: leasedAt, until, limit, connector });
    return jobs.map((job) => ({ job, leasedAt }));
  }

  function laneOf(name: string): Lane {
    const lane = lanes.get(name) ?? new Lane();
    lanes.set(name, lane);
    return lane;
  }

  function runLane(name: string): void {
    if (stopping) return;
    const lane = laneOf(name);
    const connector = parts.directory().outboundConnectors.find((each) => each.name === name);
    const concurrency = connector?.concurrency ?? 1;
    for (let next = lane.next(concurrency); next; next = lane.next(concurrency)) {
      const { job, leasedAt } = next;
      const controller = new AbortController();
      lane.active++;
      const run = deliver(job, leasedAt, connector, controller)
        .catch((fault: unknown) => log.error({ fault: String(fault), job: job.id }, 'a delivery ended in a fault'))
        .finally(() => {
          lane.active--;
          underWay.delete(run);
          runLane(name);
          if (connector && lane.wants(connector.concurrency) > 0) wake();
        });
      underWay.set(run, controller);
    }
  }

  async function deliver(
    job: Job,
    leasedAt: number,
    connector: OutboundConnector | undefined,
    controller: AbortController,
  ): Promise<void> {
    const startedAt = clock.now();
    // The attempt must end before the lease does: what waited too long is leased anew instead.
    const left = leasedAt + limits.attemptMilliseconds - startedAt;
    if (left < limits.attemptMilliseconds / 2) return release(job);
    const breakOff = setTimeout(() => controller.abort('the attempt took too long'), left);
    try {
      const { result, size } = await tryOnce(job, connector, controller.signal);
      await conclude(job, result, startedAt, size);
    } finally {
      clearTimeout(breakOff);
    }
  }

  async function tryOnce(
    job: Job,
    connector: OutboundConnector | undefined,
    signal: AbortSignal,
  ): Promise<{ result: AttemptResult; size: number }> {
    if (!connector) {
      return {
        result: failure('temporary', 'configuration', '4.3.5', `no outbound connector '${job.connector}'`),
        size: 0,
      };
    }
    try {
      const message = outgoingMessage(job, store, await signaturesFor(job, connector));
      const result = await attempt(job, message, connector, attemptParts, signal);
      return { result, size: result.kind === 'delivered' ? result.size : (message.size ?? message.sent()) };
    } catch (fault) {
      // Our own fault: the job is not lost, and not tried in a tight loop either.
      log.error({ fault: String(fault), job: job.id }, 'an attempt to deliver ended in a fault');
      return { result: failure('temporary', 'configuration', '4.3.0', 'local problem'), size: 0 };
    }
  }

  /** rfc6376: what the hub itself says to outsiders, straight to their MX. By a smart host, that host signs. */
  async function signaturesFor(job: Job, connector: OutboundConnector): Promise<string> {
    const domain = addressDomain(job.sender);
    if (job.origin !== 'hub' || !connector.useMxRecord || job.message.type !== 'whole') return '';
    if (!isOwnDomain(parts.directory(), domain) || parts.directory().unsignedDomains?.has(domain)) return '';
    return authentication.sign(job.message.octets, await dkimKeys.of(domain), clock.now());
  }

  async function conclude(job: Job, result: AttemptResult, startedAt: number, size = 0): Promise<void> {
    const endedAt = clock.now();
    const traceId = traceIds.next(endedAt);
    const settled = settle(
      job,
      result,
      { startedAt, endedAt, traceId, size },
      { directory: parts.directory(), random, hostname, schedule: parts.schedule ?? defaultRetrySchedule },
    );
    await commitSurely(store, settled.writes, settled.report);
    parts.onTrace(settled.records);
    if (settled.report.some((write) => write.type === 'enqueue')) wake();
  }

  async function release(job: Job): Promise<void> {
    const { id, attempts, lastError, delayNotified, dueAt } = job;
    const write: Write = {
      type: 'postponeJob',
      id,
      dueAt: Math.min(dueAt, clock.now()),
      attempts,
      lastError,
      delayNotified,
    };
    await store.commit([write]);
  }

  function validate(connector: OutboundConnector, recipient: string): Promise<AttemptResult> {
    const message = validationMessage({ connector: connector.name, recipient, hostname, at: clock.now(), random });
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(2 * limits.connectMilliseconds)]);
    return attempt(message.parcel, message.outgoing, connector, attemptParts, signal);
  }

  async function stop(graceMilliseconds = 5000): Promise<void> {
    stopping = true;
    clearTimeout(timer);
    await looking;
    const waiting = [...lanes.values()].flatMap((lane) => lane.waiting.splice(0));
    await Promise.all(waiting.map(({ job }) => release(job)));
    const grace = setTimeout(() => {
      for (const controller of underWay.values()) controller.abort('Passerelle is stopping');
    }, graceMilliseconds);
    while (underWay.size > 0) await Promise.all(underWay.keys());
    clearTimeout(grace);
    pool.close();
    await authentication.close();
  }
}
