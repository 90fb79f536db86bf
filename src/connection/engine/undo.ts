import { type Observed, phases, type Wanted } from '../provider.ts';
import type { RunParts } from './apply.ts';
import { same } from './compare.ts';
import type { Decided } from './decide.ts';
import { type JournalEntry, valueIn } from './journal.ts';
import { observe } from './observe.ts';
import { wantedOf } from './plan.ts';
import { readBack, sameAs, type Writing, writeOne } from './write.ts';

export interface Undone {
  readonly key: string;
  readonly title: string;
  readonly state: 'undone' | 'irreversible' | 'manual' | Decided['state'];
  readonly detail: readonly string[];
}

/**
 * Brings back the first state of everything that was touched, the last phase first, and
 * proves it by reading back. What could not be undone keeps its entry and stops the phases
 * before it, so that mail never flows half. Run again after a kill it goes on.
 */
export async function undoAll(
  parts: RunParts,
  includes: (entry: JournalEntry) => boolean = () => true,
): Promise<Undone[]> {
  const entries = (await parts.journal.entries()).filter(includes);
  const result: Undone[] = [];
  for (const phase of phases.toReversed()) {
    const own = entries.filter((entry) => entry.phase === phase).sort((one, other) => other.sequence - one.sequence);
    if (own.length === 0) continue;
    parts.report({ kind: 'phase', phase });
    const undone = await undoPhase(parts, own);
    result.push(...undone);
    if (undone.some(({ state }) => state === 'blocked' || state === 'pending' || state === 'propagating')) break;
  }
  return result;
}

async function undoPhase(parts: RunParts, entries: readonly JournalEntry[]): Promise<Undone[]> {
  const result: Undone[] = [];
  const forgotten: string[] = [];
  const settle = (entry: JournalEntry, state: Undone['state'], detail: readonly string[]) => {
    result.push({ key: entry.key, title: entry.title, state, detail });
    parts.report({
      kind: 'resource',
      key: entry.key,
      title: entry.title,
      state: state === 'manual' ? 'manual' : state,
      detail,
    });
    if (state === 'undone' || state === 'irreversible' || state === 'manual') forgotten.push(entry.key);
  };
  const work: { entry: JournalEntry; wanted: Wanted }[] = [];
  for (const entry of entries) {
    if (entry.state === 'attested') settle(entry, 'manual', ['somebody typed it by hand: take it back there']);
    // Found as wanted and never written: whatever it is now is somebody else's doing.
    else if (entry.state === 'verified' && same(valueIn(entry.before), valueIn(entry.wanted)))
      settle(entry, 'undone', []);
    else if (!entry.reversible) settle(entry, 'irreversible', ['it can’t be taken back, and stays']);
    else work.push({ entry, wanted: wantedOf(entry, valueIn(entry.before), 'as it was before the connection') });
  }
  const observed = await observe(
    parts.providers,
    work.map(({ wanted }) => wanted),
  );
  const written: (Writing & { entry: JournalEntry })[] = [];
  for (const { entry, wanted } of work) {
    const seen: Observed = observed.get(entry.key) ?? { kind: 'unreadable', why: 'the provider gave no answer for it' };
    if (sameAs(seen, wanted.value)) {
      settle(entry, 'undone', []);
      continue;
    }
    const hindered = hindrance(seen, entry);
    if (hindered !== undefined) {
      settle(entry, hindered.state, hindered.detail);
      continue;
    }
    const owner = entry.before.kind === 'there' && entry.before.foreign ? 'foreign' : 'ours';
    const outcome = await writeOne(parts.providers, { wanted, before: seen, owner });
    if (outcome === 'written') written.push({ entry, wanted, before: seen });
    else settle(entry, outcome.state, outcome.detail);
  }
  const seen = await readBack(parts, written);
  for (const { entry } of written) {
    const decided = seen.get(entry.key)?.decided;
    if (decided?.state === 'done') settle(entry, 'undone', []);
    else settle(entry, decided?.state ?? 'blocked', decided?.detail ?? []);
  }
  if (forgotten.length > 0) await parts.journal.forget(forgotten);
  return result;
}

/** Why it is not written back: it can't be read, or it is somebody else's by now. */
function hindrance(seen: Observed, entry: JournalEntry): Decided | undefined {
  switch (seen.kind) {
    case 'absent':
      return undefined;
    case 'there':
      if (seen.owner !== 'foreign' || entry.before.kind === 'there') return undefined;
      return { state: 'blocked', detail: ['somebody else made it anew since: remove it by hand'] };
    case 'pending':
    case 'propagating':
      return { state: seen.kind, detail: [seen.why] };
    case 'unreadable':
      return { state: 'blocked', detail: [`it can't be read: ${seen.why}`] };
  }
}
