import type { Planned } from './plan.ts';

/** Share of the mailboxes there are that one apply may change without being told that it may. */
export const changeShare = 0.3;
/** Below so many mailboxes nobody needs protecting from a file that was read wrong. */
export const smallOrganisation = 20;

export interface TooMany {
  readonly changed: number;
  readonly existing: number;
}

/**
 * Whether a plan changes more mailboxes than one would by intent. Only those that were
 * there before and whose value changes count: new people and people who are as they should
 * be harm nobody.
 */
export function tooManyMailboxes(planned: readonly Planned[]): TooMany | undefined {
  const existing = new Set<string>();
  const changed = new Set<string>();
  for (const { wanted, observed, decided } of planned) {
    if (observed.kind !== 'there' || wanted.touches.length !== 1) continue;
    for (const address of wanted.touches) {
      existing.add(address);
      if (decided.state === 'todo' || decided.state === 'drifted') changed.add(address);
    }
  }
  if (existing.size < smallOrganisation || changed.size <= existing.size * changeShare) return undefined;
  return { changed: changed.size, existing: existing.size };
}
