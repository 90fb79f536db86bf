import type { DesiredConnection } from '../types.ts';
import type { HubFacts } from './facts.ts';

export interface Finding {
  /** Stable, such as `connector-without-rule`. */
  readonly id: string;
  readonly title: string;
  /** What was read, a line each. */
  readonly evidence: readonly string[];
  readonly consequence: string;
  /** Ids of steps of the plan that put it right. */
  readonly repairedBy: readonly string[];
  /** A call that puts right what the plan leaves alone, since others made it. */
  readonly call?: string;
  /** A step that weakens the organisation: why it is not taken, and never will be from here. */
  readonly refused?: string;
}

/** One trap; undefined when it was not fallen into, or can't be told. Pure. */
export type Trap = (facts: HubFacts, connection: DesiredConnection) => Finding | undefined;
