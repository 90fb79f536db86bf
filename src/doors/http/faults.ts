/**
 * Faults on purpose, for rehearsals and tests: what a cloud does to its clients and a
 * machine in the next room never does. Off unless it is asked for; with the same seed
 * the same requests meet the same faults.
 */
import type { CurrentConfiguration, HubServices } from '../../pipeline/services.ts';
import type { Clock } from '../../platform/clock.ts';

export interface FaultPlan {
  /** Reads see a write this many milliseconds later. */
  readonly lag: number;
  /** For this many milliseconds from the first request on, every answer is 401. */
  readonly propagation: number;
  /** Share of requests that are answered 429, 0 to 1. */
  readonly throttle: number;
  /** What Retry-After says then, seconds. */
  readonly retryAfter: number;
  /** Share of pages that are cut short. */
  readonly truncate: number;
  /** Share of the parts of a batch that fail. */
  readonly partial: number;
  readonly seed: number;
}

interface FaultRefusal {
  readonly status: 401 | 429;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Faults {
  /** Asked once for each request: how it is turned away, or undefined. */
  refusal(): FaultRefusal | undefined;
  /** How many objects the page has that could have `size`. */
  pageSize(size: number): number;
  /** Whether this part of a batch fails. */
  failsPart(): boolean;
}

const noFaults: FaultPlan = {
  ...{ lag: 0, propagation: 0, throttle: 0, retryAfter: 0.25, truncate: 0, partial: 0, seed: 1 },
};

/** `lag=2000,throttle=0.2,seed=7`; throws with what is wrong. */
export function readFaultPlan(text: string): FaultPlan {
  const plan: Record<string, number> = { ...noFaults };
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const [name = '', value = ''] = part.split('=').map((each) => each.trim());
    if (!Object.hasOwn(noFaults, name))
      throw new Error(`expected one of ${Object.keys(noFaults).join(', ')}; found "${name}"`);
    const number = /^\d{1,9}(\.\d{1,6})?$/.test(value) ? Number(value) : Number.NaN;
    const isShare = ['throttle', 'truncate', 'partial'].includes(name);
    if (Number.isNaN(number) || (isShare && number > 1)) {
      throw new Error(`${name}: expected ${isShare ? 'a share from 0 to 1' : 'a number'}; found "${value}"`);
    }
    plan[name] = number;
  }
  return plan as unknown as FaultPlan;
}

function createFaults(plan: FaultPlan, clock: Clock): Faults {
  const next = sequence(plan.seed);
  let firstAt: number | undefined;
  return {
    refusal(): FaultRefusal | undefined {
      firstAt ??= clock.now();
      if (clock.now() - firstAt < plan.propagation) return { status: 401, headers: {} };
      if (plan.throttle > 0 && next() < plan.throttle) {
        return { status: 429, headers: { 'retry-after': String(plan.retryAfter) } };
      }
      return undefined;
    },
    pageSize: (size) =>
      size > 1 && plan.truncate > 0 && next() < plan.truncate ? Math.ceil(size * next()) || 1 : size,
    failsPart: () => plan.partial > 0 && next() < plan.partial,
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function sequence(seed: number): () => number {
  let state = Math.trunc(seed) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the doors get in place of the services when faults are asked for. */
export function rehearsalOf(hub: HubServices, plan: FaultPlan, clock: Clock) {
  const { configure, seen } = lagging(hub, plan.lag, clock);
  return { hub: { ...hub, configure }, seen, faults: createFaults(plan, clock) };
}

/** The services with writes that reads see late: `configure` for whoever changes, `seen` for whoever reads. */
function lagging(
  hub: Pick<HubServices, 'configure' | 'configuration'>,
  lag: number,
  clock: Clock,
): { readonly configure: HubServices['configure']; readonly seen: HubServices['configuration'] } {
  /** From when each state is seen on, oldest first. */
  const states: { readonly at: number; readonly state: CurrentConfiguration }[] = [];
  return {
    async configure(decide) {
      if (states.length === 0) states.push({ at: Number.NEGATIVE_INFINITY, state: await hub.configuration() });
      const outcome = await hub.configure(decide);
      if (outcome.kind === 'configured') states.push({ at: clock.now() + lag, state: await hub.configuration() });
      return outcome;
    },
    async seen() {
      const now = clock.now();
      while (states.length > 1 && (states[1]?.at ?? now + 1) <= now) states.shift();
      // All that was written is seen: from here on it is the truth again.
      if (states.length === 1 && (states[0]?.at ?? 0) !== Number.NEGATIVE_INFINITY) states.length = 0;
      return states[0]?.state ?? hub.configuration();
    },
  };
}
