/** A provider over a map, for the engine's tests: what it wants is handed in, and it can be slow, refuse, or die. */

import type { Journal, JournalEntry } from '../engine/journal.ts';
import type { Json, Observed, Provider, ProviderRefusal, Wanted } from '../provider.ts';

export interface Kept {
  readonly value: Json;
  readonly owner: 'ours' | 'foreign' | 'unmarkable';
}

/** Thrown where the process would have been killed. */
export class Killed extends Error {}

/** Counts down at each step that could be the last one. */
export interface Life {
  step(): void;
}

export const immortal: Life = { step() {} };

export function mortal(steps: number): Life {
  let left = steps;
  return {
    step() {
      left -= 1;
      if (left < 0) throw new Killed();
    },
  };
}

export interface MemoryProvider extends Provider {
  readonly state: Map<string, Kept>;
  readonly writes: string[];
  life: Life;
  /** Readings until a write is seen. */
  slow: number;
  /** Keys whose writing is refused, and how. */
  readonly refusals: Map<string, ProviderRefusal>;
  /** Answers that stand for what is there. */
  readonly answers: Map<string, Observed>;
}

export function memoryProvider(want: (connection: never) => readonly Wanted[]): MemoryProvider {
  const late = new Map<string, { readonly seen: Kept | undefined; left: number }>();
  const provider: MemoryProvider = {
    name: 'hub',
    capabilities: {},
    want: want as Provider['want'],
    state: new Map(),
    writes: [],
    life: immortal,
    slow: 0,
    refusals: new Map(),
    answers: new Map(),
    async read(wanted) {
      return new Map(wanted.map(({ key }): [string, Observed] => [key, observe(key)]));
    },
    async write(key, value, _before, owner = 'ours') {
      provider.life.step();
      const refusal = provider.refusals.get(key);
      if (refusal !== undefined) throw refusal;
      provider.writes.push(key);
      const before = provider.state.get(key);
      if (provider.slow > 0) late.set(key, { seen: before, left: provider.slow });
      if (value === undefined) provider.state.delete(key);
      else provider.state.set(key, { value, owner: before?.owner === 'unmarkable' ? 'unmarkable' : owner });
      provider.life.step();
    },
  };

  function observe(key: string): Observed {
    const answer = provider.answers.get(key);
    if (answer !== undefined) return answer;
    const waiting = late.get(key);
    if (waiting !== undefined && waiting.left > 0) {
      waiting.left -= 1;
      return told(waiting.seen);
    }
    return told(provider.state.get(key));
  }

  return provider;
}

function told(kept: Kept | undefined): Observed {
  return kept === undefined ? { kind: 'absent' } : { kind: 'there', ...kept };
}

export function memoryJournal(): Journal & { life: Life; readonly kept: Map<string, JournalEntry> } {
  const kept = new Map<string, JournalEntry>();
  const journal = {
    kept,
    life: immortal,
    entries: async () => [...kept.values()],
    async put(entries: readonly JournalEntry[]) {
      journal.life.step();
      for (const entry of entries) kept.set(entry.key, JSON.parse(JSON.stringify(entry)) as JournalEntry);
      journal.life.step();
    },
    async forget(keys: readonly string[]) {
      journal.life.step();
      for (const key of keys) kept.delete(key);
      journal.life.step();
    },
  };
  return journal;
}
