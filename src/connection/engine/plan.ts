/**
 * The plan: what is wanted against what is there, in the safe order, as plain data that can
 * be shown, saved, compared and exported. Pure: the same input makes the same plan, and a
 * plan that was applied is done.
 */
import { type Json, type Observed, type Phase, phases, type RecordToPublish, type Wanted } from '../provider.ts';
import { same } from './compare.ts';
import { type Decided, decide, type StepState, stepStates } from './decide.ts';
import { byKey, type Entries, type JournalEntry, valueIn } from './journal.ts';

export interface PlanResource {
  readonly key: string;
  readonly title: string;
  readonly state: StepState;
  readonly phase: Phase;
  readonly why: string;
  readonly reversible: boolean;
  readonly touches: readonly string[];
  /** What is there; absent from the plan when nothing is, or it is not known. */
  readonly is?: Json;
  /** What will be; absent: it will not be there. */
  readonly willBe?: Json;
  readonly detail: readonly string[];
  readonly permission?: string;
  readonly call?: string;
  readonly manual?: Wanted['manual'];
  readonly publish?: readonly RecordToPublish[];
}

export interface PlanStep {
  /** Stable, such as `hub.people`. */
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  /** Whether `undo` can bring back what was there. */
  readonly reversible: boolean;
  readonly why: string;
  readonly touches: readonly string[];
  readonly detail: readonly string[];
  readonly resources: readonly PlanResource[];
}

/** A resource with everything that was decided about it. */
export interface Planned {
  readonly wanted: Wanted;
  readonly observed: Observed;
  readonly decided: Decided;
  /** Left from an earlier file. */
  readonly leftover: boolean;
}

export interface PlanInput {
  readonly wanted: readonly Wanted[];
  readonly leftovers: readonly Wanted[];
  readonly observed: ReadonlyMap<string, Observed>;
  readonly journal: readonly JournalEntry[];
  readonly adopt: ReadonlySet<string>;
}

/** In the safe order; within a phase as the providers said. What is left from earlier comes after what is wanted. */
export function plan({ wanted, leftovers, observed, journal, adopt }: PlanInput): Planned[] {
  const entries = byKey(journal);
  const planned = (one: Wanted, leftover: boolean): Planned => {
    const seen = observed.get(one.key) ?? { kind: 'unreadable', why: 'the provider gave no answer for it' };
    const decided = decide(one, seen, entries.get(one.key), adopt.has(one.key));
    return { wanted: one, observed: seen, decided, leftover };
  };
  return inSafeOrder([...wanted.map((one) => planned(one, false)), ...leftovers.map((one) => planned(one, true))]);
}

function inSafeOrder(all: readonly Planned[]): Planned[] {
  return phases.flatMap((phase) => all.filter(({ wanted }) => wanted.phase === phase));
}

/**
 * What an earlier file asked for and this one does not: it goes back to what was there
 * before us, or away. What another provider's kind no longer serves at all is left where it
 * is, since nobody is here to take it back.
 */
export function leftoversOf(
  wanted: readonly Wanted[],
  journal: readonly JournalEntry[],
  previous: readonly Wanted[],
  providers: ReadonlySet<string>,
): Wanted[] {
  const keys = new Set(wanted.map(({ key }) => key));
  const journalled = journal.filter(
    ({ key, state, reversible }) => !keys.has(key) && state !== 'attested' && reversible && providers.has(ownerOf(key)),
  );
  const known = new Set(journalled.map(({ key }) => key));
  // A connection that was applied before there was a journal: only what is removed whatever was there.
  const unjournalled = previous.filter(
    ({ key, leaving, manual }) =>
      leaving === 'remove' && manual === undefined && !keys.has(key) && !known.has(key) && providers.has(ownerOf(key)),
  );
  return [
    ...journalled.map((entry) =>
      wantedOf(
        entry,
        entry.leaving === 'remove' ? undefined : valueIn(entry.before),
        'an earlier connection file named it; this one does not',
      ),
    ),
    ...unjournalled.map((one) => ({ ...one, value: undefined })),
  ];
}

/** The provider's name in a key. */
export function ownerOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** An entry as something to want again. */
export function wantedOf(entry: JournalEntry, value: Json | undefined, why: string): Wanted {
  const { key, step, heading, phase, title, reversible, touches } = entry;
  return {
    ...{ key, step, phase, title, why, value, reversible, touches },
    ...(heading === undefined ? {} : { heading }),
  };
}

/** Keys of entries whose resource is as it was first, and that nobody wants any more. */
export function settledLeftovers(planned: readonly Planned[], entries: Entries): string[] {
  return planned
    .filter(({ wanted, leftover, decided }) => {
      const entry = entries.get(wanted.key);
      return leftover && decided.state === 'done' && entry !== undefined && same(valueIn(entry.before), wanted.value);
    })
    .map(({ wanted }) => wanted.key);
}

/** The plan as it is shown: one step for each id, in the order in which they first come. */
export function stepsOf(planned: readonly Planned[]): PlanStep[] {
  const shown = planned.filter(({ leftover, decided }) => !leftover || decided.state !== 'done');
  const groups = new Map<string, Planned[]>();
  for (const one of shown) groups.set(one.wanted.step, [...(groups.get(one.wanted.step) ?? []), one]);
  return [...groups].map(([id, group]) => stepOf(id, group));
}

function stepOf(id: string, group: readonly Planned[]): PlanStep {
  const resources = group.map(resourceOf);
  const state = stepStates.find((candidate) => resources.some((resource) => resource.state === candidate)) ?? 'done';
  const several = resources.length > 1;
  const title =
    (several ? group.find(({ wanted }) => wanted.heading !== undefined)?.wanted.heading : undefined) ??
    resources[0]?.title ??
    id;
  const open = resources.filter((resource) => resource.state !== 'done');
  return {
    id,
    title,
    state,
    reversible: resources.every(({ reversible }) => reversible),
    why: resources[0]?.why ?? '',
    touches: [...new Set(open.flatMap(({ touches }) => touches))],
    detail: open.flatMap((resource) =>
      several ? resource.detail.map((line) => `${resource.title}: ${line}`) : resource.detail,
    ),
    resources,
  };
}

function resourceOf({ wanted, observed, decided }: Planned): PlanResource {
  const { key, title, phase, why, reversible, touches, permission, call, manual } = wanted;
  return {
    ...{ key, title, state: decided.state, phase, why, reversible, touches },
    ...(observed.kind === 'there' ? { is: observed.value } : {}),
    ...(wanted.value === undefined ? {} : { willBe: wanted.value }),
    detail: decided.detail,
    ...(permission === undefined ? {} : { permission }),
    ...(call === undefined ? {} : { call }),
    ...(manual === undefined ? {} : { manual }),
    ...(decided.publish === undefined ? {} : { publish: decided.publish }),
  };
}
