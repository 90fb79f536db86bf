import type { Clock } from '../../platform/clock.ts';
import { type Observed, type Phase, type Provider, phases, type Wanted } from '../provider.ts';
import { same } from './compare.ts';
import { decide, type StepState } from './decide.ts';
import { byKey, type Entries, entryFor, type Journal, type JournalEntry, valueIn } from './journal.ts';
import { observeUntil, type Waiting } from './observe.ts';
import { type Planned, settledLeftovers } from './plan.ts';
import { readBack, type Writing, writeOne } from './write.ts';

export interface RunParts extends Waiting {
  readonly providers: readonly Provider[];
  readonly journal: Journal;
  readonly clock: Clock;
  /** Told as it happens. */
  report(progress: Progress): void;
}

export type Progress =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | {
      readonly kind: 'resource';
      readonly key: string;
      readonly title: string;
      readonly state: StepState | 'undone' | 'irreversible';
      readonly detail: readonly string[];
    };

export interface ApplyScope {
  readonly adopt: ReadonlySet<string>;
  /** Whether it may be written in this run. */
  includes(wanted: Wanted): boolean;
}

/**
 * Walks a plan in the safe order. For each phase: read again, journal the first state of
 * what will be touched, write, read back, compare, journal. Killed at any point it can be
 * run again: the journal has the state before whatever was written, and writing is
 * idempotent. @returns the plan with what became of it
 */
export async function applyPlan(parts: RunParts, planned: readonly Planned[], scope: ApplyScope): Promise<Planned[]> {
  const run = new Run(parts, planned, scope);
  await run.recordWhatHolds();
  // What an earlier file left is taken away backwards: nobody's mailbox goes before its forwarding. Domains go last
  // of all, once nobody has an address in them.
  const [domains, others] = [phases.slice(0, phases.indexOf('people')), phases.slice(phases.indexOf('people'))];
  for (const phase of others.toReversed()) await run.walk(phase, true);
  for (const phase of phases) await run.walk(phase, false);
  for (const phase of domains.toReversed()) await run.walk(phase, true);
  await run.forgetLeftovers();
  return run.result();
}

class Run {
  readonly #parts: RunParts;
  readonly #scope: ApplyScope;
  readonly #order: readonly string[];
  readonly #current: Map<string, Planned>;
  #entries: Map<string, JournalEntry> = new Map();
  /** Title of what failed for the whole organisation: nothing after its phase is tried. */
  #stoppedBy: string | undefined;

  constructor(parts: RunParts, planned: readonly Planned[], scope: ApplyScope) {
    this.#parts = parts;
    this.#scope = scope;
    this.#order = planned.map(({ wanted }) => wanted.key);
    this.#current = new Map(planned.map((one) => [one.wanted.key, one]));
  }

  result(): Planned[] {
    return this.#all();
  }

  /** What is as wanted already is journalled as such: a later change of it is drift, and undo leaves it alone. */
  async recordWhatHolds(): Promise<void> {
    this.#entries = new Map(byKey(await this.#parts.journal.entries()));
    const holding = this.#all().filter(
      ({ wanted, observed, decided, leftover }) =>
        decided.state === 'done' && !leftover && observed.kind === 'there' && !this.#isVerified(wanted),
    );
    await this.#record(holding, 'verified');
  }

  async walk(phase: Phase, leftover: boolean): Promise<void> {
    const work = this.#all().filter(
      (one) =>
        one.wanted.phase === phase && one.leftover === leftover && mayNeedWork(one) && this.#scope.includes(one.wanted),
    );
    if (work.length === 0) return;
    this.#parts.report({ kind: 'phase', phase });
    // In rounds, since what one of a phase needs may be another of the same phase.
    let waiting = work;
    for (;;) {
      const ready = waiting.filter(({ wanted }) => this.#blockerOf(wanted) === undefined);
      if (ready.length === 0) break;
      waiting = waiting.filter((one) => !ready.includes(one));
      await this.#make(ready);
    }
    for (const { wanted, observed } of waiting) {
      this.#settle(wanted, observed, { state: 'pending', detail: [`waits for: ${this.#blockerOf(wanted)}`] });
    }
  }

  async #make(ready: readonly Planned[]): Promise<void> {
    const due = await this.#decideAgain(ready);
    await this.#record(due, 'begun');
    const written: Writing[] = [];
    for (const { wanted, observed } of due) {
      const outcome = await writeOne(this.#parts.providers, { wanted, before: observed, owner: 'ours' });
      if (outcome === 'written') written.push({ wanted, before: observed });
      else this.#settle(wanted, observed, outcome);
    }
    const seen = await readBack(this.#parts, written);
    for (const { wanted } of written) {
      const { observed, decided } = seen.get(wanted.key) ?? missing(wanted);
      this.#settle(wanted, observed, decided);
    }
    await this.#record(
      written.map(({ wanted }) => this.#of(wanted.key)).filter(({ decided }) => decided.state === 'done'),
      'verified',
    );
  }

  async forgetLeftovers(): Promise<void> {
    const settled = settledLeftovers(this.#all(), this.#entries);
    if (settled.length > 0) await this.#parts.journal.forget(settled);
  }

  /** Title of what failed before it for everybody, or of what it needs and does not hold. */
  #blockerOf({ needs = [] }: Wanted): string | undefined {
    if (this.#stoppedBy !== undefined) return this.#stoppedBy;
    const missingNeed = needs.find((key) => {
      const need = this.#current.get(key);
      return need !== undefined && need.decided.state !== 'done';
    });
    return missingNeed === undefined ? undefined : this.#of(missingNeed).wanted.title;
  }

  /** What earlier phases changed may have brought it about, or made it possible. */
  async #decideAgain(ready: readonly Planned[]): Promise<Planned[]> {
    const wanted = ready.map((one) => one.wanted);
    const observed = await observeUntil(this.#parts, wanted, (_, seen) => seen.kind !== 'propagating');
    const due: Planned[] = [];
    for (const one of ready) {
      const { key } = one.wanted;
      const seen = observed.get(key) ?? missing(one.wanted).observed;
      const decided = decide(one.wanted, seen, this.#entries.get(key), this.#scope.adopt.has(key));
      const next = { ...one, observed: seen, decided };
      this.#current.set(key, next);
      if (decided.state === 'todo' || decided.state === 'drifted') due.push(next);
      else this.#tell(next);
    }
    return due;
  }

  #settle(wanted: Wanted, observed: Observed, decided: Planned['decided']): void {
    const next = { ...this.#of(wanted.key), observed, decided };
    this.#current.set(wanted.key, next);
    this.#tell(next);
    // One person without a mailbox holds up nobody else; a rule that could not be made holds up all that follows.
    if (decided.state === 'blocked' && wanted.touches.length === 0 && !next.leftover) this.#stoppedBy ??= wanted.title;
  }

  async #record(of: readonly Planned[], state: JournalEntry['state']): Promise<void> {
    if (of.length === 0) return;
    const entries = of.map(({ wanted, observed }, index) =>
      entryFor(wanted, observed, state, {
        entries: this.#entries,
        sequence: nextSequence(this.#entries) + index,
        at: this.#parts.clock.now(),
      }),
    );
    await this.#parts.journal.put(entries);
    for (const entry of entries) this.#entries.set(entry.key, entry);
    const former = of.flatMap(({ observed }) =>
      observed.kind === 'there' && observed.formerly !== undefined ? [observed.formerly] : [],
    );
    if (former.length > 0) {
      await this.#parts.journal.forget(former);
      for (const key of former) this.#entries.delete(key);
    }
  }

  #isVerified({ key, value }: Wanted): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.state === 'verified' && same(valueIn(entry.wanted), value);
  }

  #tell({ wanted, decided }: Planned): void {
    const { key, title } = wanted;
    this.#parts.report({ kind: 'resource', key, title, state: decided.state, detail: decided.detail });
  }

  #of(key: string): Planned {
    const found = this.#current.get(key);
    if (found === undefined) throw new Error(`'${key}' is in no plan`);
    return found;
  }

  #all(): Planned[] {
    return this.#order.map((key) => this.#of(key));
  }
}

/** Anything an API can do that does not hold yet; what can't be read is left alone. */
function mayNeedWork({ wanted, decided }: Planned): boolean {
  if (wanted.manual !== undefined) return false;
  switch (decided.state) {
    case 'todo':
    case 'drifted':
    case 'pending':
    case 'propagating':
      return true;
    case 'done':
    case 'manual':
    case 'blocked':
      return false;
  }
}

function missing({ key }: Wanted): { observed: Observed; decided: Planned['decided'] } {
  const why = `the provider gave no answer for '${key}'`;
  return { observed: { kind: 'unreadable', why }, decided: { state: 'blocked', detail: [why] } };
}

function nextSequence(entries: Entries): number {
  return Math.max(0, ...[...entries.values()].map(({ sequence }) => sequence)) + 1;
}
