/** What an organizer's text becomes, and whom it tells: as whoever stores it finds out. */
import assert from 'node:assert/strict';
import type { DraftProblem } from './draft.ts';
import { scheduleChange } from './implicit.ts';
import type { Organized } from './organize.ts';

export function organized(
  made: Organized | DraftProblem,
  { address, now, stored }: { readonly address: string; readonly now: number; readonly stored?: string },
) {
  assert.ok(made.kind === 'organized', JSON.stringify(made));
  const said = scheduleChange({
    ...(stored !== undefined && { stored }),
    next: made.ics,
    addresses: [address],
    now,
  });
  assert.ok(said.kind === 'scheduled', JSON.stringify(said));
  return { ...said, ics: said.ics ?? '' };
}
