import type { Action, RuleOutcome } from './types.ts';

/** What an action makes of the outcome so far. */
export type ApplyAction<Type extends Action['type']> = (
  outcome: RuleOutcome,
  action: Extract<Action, { type: Type }>,
) => RuleOutcome;
