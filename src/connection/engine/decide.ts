import type { Observed, RecordToPublish, Wanted } from '../provider.ts';
import { differences, same } from './compare.ts';
import { type JournalEntry, valueIn } from './journal.ts';

/** Worst first: of several resources, the first state that is among theirs is the step's. */
export const stepStates = ['blocked', 'drifted', 'todo', 'propagating', 'pending', 'manual', 'done'] as const;
export type StepState = (typeof stepStates)[number];

export interface Decided {
  readonly state: StepState;
  /** What changes, why not, or what to type. */
  readonly detail: readonly string[];
  readonly publish?: readonly RecordToPublish[];
}

/** What is to be done about one resource. Pure. */
export function decide(wanted: Wanted, observed: Observed, entry: JournalEntry | undefined, adopted: boolean): Decided {
  if (wanted.manual !== undefined) return decideManual(wanted, observed, entry);
  switch (observed.kind) {
    case 'unreadable':
      return { state: 'blocked', detail: [`it can't be read: ${observed.why}`] };
    case 'pending':
      return {
        state: 'pending',
        detail: [observed.why],
        ...(observed.publish === undefined ? {} : { publish: observed.publish }),
      };
    case 'propagating':
      return { state: 'propagating', detail: [observed.why] };
    case 'absent':
      if (wanted.value === undefined) return done;
      return { state: wasSo(wanted, entry) ? 'drifted' : 'todo', detail: differences(undefined, wanted.value) };
    case 'there':
      return decideThere(wanted, observed, entry, adopted);
  }
}

const done: Decided = { state: 'done', detail: [] };

function decideThere(
  wanted: Wanted,
  observed: Extract<Observed, { kind: 'there' }>,
  entry: JournalEntry | undefined,
  adopted: boolean,
): Decided {
  if (same(observed.value, wanted.value)) return done;
  if (observed.owner === 'foreign' && !adopted) {
    // What was never ours is none of ours to remove.
    if (wanted.value === undefined) return done;
    const asking = `it was made by somebody else and is otherwise; to let this connection change it: --adopt '${wanted.key}'`;
    return { state: 'blocked', detail: [asking, ...differences(observed.value, wanted.value)] };
  }
  const state = wasSo(wanted, entry) ? 'drifted' : 'todo';
  return { state, detail: differences(observed.value, wanted.value) };
}

/** We saw it as it is wanted now, and it is otherwise: somebody changed it since. */
function wasSo(wanted: Wanted, entry: JournalEntry | undefined): boolean {
  return entry?.state === 'verified' && same(valueIn(entry.wanted), wanted.value);
}

function decideManual(wanted: Wanted, observed: Observed, entry: JournalEntry | undefined): Decided {
  const { page = '', values = [], provedBy = 'attestation' } = wanted.manual ?? {};
  const toType = [page, ...values.map(({ name, value }) => (name === '' ? value : `${name}: ${value}`))];
  const detail = toType.filter((line) => line !== '');
  const read = observed.kind === 'there' && same(observed.value, wanted.value);
  if (read) return done;
  const attested = entry?.state === 'attested' && same(valueIn(entry.wanted), wanted.value);
  switch (observed.kind) {
    case 'there':
      // Reading beats anybody's word.
      return {
        state: entry !== undefined && wasSo(wanted, entry) ? 'drifted' : 'manual',
        detail: [...detail, ...differences(observed.value, wanted.value).map((line) => `now: ${line}`)],
      };
    case 'absent':
      if (provedBy !== 'reading' && attested) return done;
      return { state: entry !== undefined && wasSo(wanted, entry) ? 'drifted' : 'manual', detail };
    case 'pending':
      return attested ? done : { state: 'pending', detail: [observed.why, ...detail] };
    case 'propagating':
      return { state: 'propagating', detail: [observed.why] };
    case 'unreadable':
      return attested ? done : { state: 'manual', detail: [...detail, `it can't be read: ${observed.why}`] };
  }
}
