import { isDeepStrictEqual } from 'node:util';
import type { Change, State } from '../../cmdlets/cmdlet.ts';
import type { Given } from '../../parameters/types.ts';
import { find, unchanged, written } from '../family.ts';
import { transportRule } from '../transportRule.ts';

/** A rule on or off, and its mode with it when that is given. */
export function switched(to: 'Enabled' | 'Disabled', given: Given, state: State): Change {
  const { name, bag } = find(transportRule, given.text('Identity') ?? '', state);
  const next = { ...bag, State: to, Mode: given.text('Mode') ?? bag.Mode ?? 'Enforce' };
  return isDeepStrictEqual(next, bag) ? unchanged(name) : { writes: written(transportRule, name, next, state) };
}
