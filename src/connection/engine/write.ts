import { type Json, type Observed, type Provider, ProviderRefusal, type Wanted } from '../provider.ts';
import { differences, same } from './compare.ts';
import type { Decided } from './decide.ts';
import { observeUntil, providerOf, type Waiting } from './observe.ts';

/** One thing to write: what it is now, and what it is to become. */
export interface Writing {
  readonly wanted: Wanted;
  readonly before: Observed;
  readonly owner?: 'ours' | 'foreign';
}

/** Whether it was written; a refusal says what became of the step instead. */
export async function writeOne(providers: readonly Provider[], writing: Writing): Promise<Decided | 'written'> {
  const { wanted, before, owner } = writing;
  try {
    await providerOf(providers, wanted.key).write(wanted.key, wanted.value, before, owner);
    return 'written';
  } catch (fault) {
    if (!(fault instanceof ProviderRefusal)) throw fault;
    const state = fault.kind === 'refused' ? 'blocked' : fault.kind;
    return {
      state,
      detail: [`${fault.message} (${fault.code})`],
      ...(fault.publish.length === 0 ? {} : { publish: fault.publish }),
    };
  }
}

/**
 * Reads back what was written and compares. Only what reads back as wanted is done; what
 * still reads as before is under way; what reads back as something else is said aloud.
 */
export async function readBack(
  parts: Waiting & { readonly providers: readonly Provider[] },
  written: readonly Writing[],
): Promise<Map<string, { readonly observed: Observed; readonly decided: Decided }>> {
  const wanted = written.map((writing) => writing.wanted);
  const observed = await observeUntil(parts, wanted, (one, seen) => sameAs(seen, one.value));
  return new Map(
    written.map(({ wanted: one, before }) => {
      const seen = observed.get(one.key) ?? { kind: 'unreadable', why: 'the provider gave no answer for it' };
      return [one.key, { observed: seen, decided: judged(one, before, seen) }];
    }),
  );
}

export function sameAs(observed: Observed, value: Json | undefined): boolean {
  if (observed.kind === 'there') return same(observed.value, value);
  return observed.kind === 'absent' && value === undefined;
}

function judged(wanted: Wanted, before: Observed, seen: Observed): Decided {
  if (sameAs(seen, wanted.value)) return { state: 'done', detail: [] };
  switch (seen.kind) {
    case 'unreadable':
      return { state: 'blocked', detail: [`written, but it can't be read back: ${seen.why}`] };
    case 'pending':
    case 'propagating':
      return { state: seen.kind, detail: [seen.why] };
    case 'absent':
    case 'there': {
      const value = seen.kind === 'there' ? seen.value : undefined;
      if (sameAs(before, value)) return { state: 'propagating', detail: ['written; not seen yet'] };
      const detail = ['written, but it reads back otherwise', ...differences(value, wanted.value)];
      return { state: 'blocked', detail };
    }
  }
}
