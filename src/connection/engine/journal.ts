/**
 * What the engine remembers of its own doing: of each resource it touched the **first**
 * state, so that undo brings back what was there before us however often the file changed,
 * and what was asked last, so that drift can be told from work to do.
 */
import type { Json, Observed, Phase, Wanted } from '../provider.ts';

export type Image =
  | { readonly kind: 'there'; readonly value: Json; readonly foreign?: true }
  | { readonly kind: 'absent' };

export interface JournalEntry {
  readonly key: string;
  readonly step: string;
  readonly heading?: string;
  readonly phase: Phase;
  readonly title: string;
  readonly reversible: boolean;
  readonly touches: readonly string[];
  readonly leaving?: 'restore' | 'remove';
  /** Before we first touched it. Never replaced. */
  readonly before: Image;
  /** What was asked for last. */
  readonly wanted: Image;
  /** Begun: it may or may not have been written. Verified: written, or found so, and read back. Attested: somebody's word for a manual step. */
  readonly state: 'begun' | 'verified' | 'attested';
  /** Position in the order of first touching; undo walks it backwards. */
  readonly sequence: number;
  readonly at: number;
}

/** Kept by whoever runs the engine. Every call is durable when it resolves. */
export interface Journal {
  entries(): Promise<readonly JournalEntry[]>;
  /** Replaces entries of the same keys, all in one. */
  put(entries: readonly JournalEntry[]): Promise<void>;
  forget(keys: readonly string[]): Promise<void>;
}

export type Entries = ReadonlyMap<string, JournalEntry>;

export function byKey(entries: readonly JournalEntry[]): Entries {
  return new Map(entries.map((entry) => [entry.key, entry]));
}

export function imageOf(value: Json | undefined): Image {
  return value === undefined ? { kind: 'absent' } : { kind: 'there', value };
}

export function valueIn(image: Image): Json | undefined {
  return image.kind === 'there' ? image.value : undefined;
}

/** The entry of a resource that is about to be written, or was found so. Keeps the first before-image, whatever name it had then. */
export function entryFor(
  wanted: Wanted,
  observed: Observed,
  state: JournalEntry['state'],
  known: { readonly entries: Entries; readonly sequence: number; readonly at: number },
): JournalEntry {
  const former = observed.kind === 'there' ? observed.formerly : undefined;
  const first = known.entries.get(wanted.key) ?? (former === undefined ? undefined : known.entries.get(former));
  return {
    key: wanted.key,
    step: wanted.step,
    ...(wanted.heading === undefined ? {} : { heading: wanted.heading }),
    phase: wanted.phase,
    title: wanted.title,
    reversible: wanted.reversible,
    touches: wanted.touches,
    ...(wanted.leaving === undefined ? {} : { leaving: wanted.leaving }),
    before: first?.before ?? observedImage(observed),
    wanted: imageOf(wanted.value),
    state,
    sequence: first?.sequence ?? known.sequence,
    at: known.at,
  };
}

function observedImage(observed: Observed): Image {
  if (observed.kind !== 'there') return { kind: 'absent' };
  return { kind: 'there', value: observed.value, ...(observed.owner === 'foreign' ? { foreign: true } : {}) };
}
