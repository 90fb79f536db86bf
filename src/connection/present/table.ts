import type { StepState } from '../engine/decide.ts';

/** What a table needs of a step, also of one that came over the API. */
interface ShownStep {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  readonly reversible: boolean;
  readonly why: string;
  readonly touches: readonly string[];
  readonly detail: readonly string[];
}

/** Lines below a step beyond which the rest is counted. */
const mostLines = 12;
const colours: { readonly [State in StepState]: number } = {
  ...{ done: 32, todo: 36, manual: 35, pending: 33, propagating: 33, drifted: 31, blocked: 31 },
};

/** A plan for a terminal: a line for each step, and below it what it changes and whom. */
export function planAsTable(steps: readonly ShownStep[], colour: boolean): string {
  const width = Math.max(0, ...steps.map(({ id }) => id.length));
  const lines = steps.flatMap((step) => {
    const state = step.state.padEnd(12);
    const shown = colour ? `\u001b[${colours[step.state]}m${state}\u001b[0m` : state;
    const once = step.reversible || step.state === 'done' ? '' : '  (can’t be undone)';
    return [
      `${shown}${step.id.padEnd(width)}  ${step.title}${once}`,
      ...below(step).map((line) => `${' '.repeat(14)}${line}`),
    ];
  });
  return `${[...lines, '', summary(steps)].join('\n')}\n`;
}

function below({ state, why, detail, touches }: ShownStep): string[] {
  if (state === 'done') return [];
  const shown =
    detail.length <= mostLines
      ? detail
      : [...detail.slice(0, mostLines), `and ${detail.length - mostLines} more lines`];
  const people = touches.length > 3 ? [`concerns ${touches.length} people`] : [];
  return [...(state === 'todo' ? [why] : []), ...shown, ...people];
}

function summary(steps: readonly ShownStep[]): string {
  const counts = new Map<StepState, number>();
  for (const { state } of steps) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}
