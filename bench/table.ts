import type { Measurement } from './measure.ts';

/** Medians by peer, then by load; or why there is none. */
export type Results = ReadonlyMap<string, ReadonlyMap<string, Measurement | string>>;

/** A goal: a ratio of two peers' medians in the same run, so that it holds on any machine. */
export interface Goal {
  readonly title: string;
  readonly load: string;
  readonly peer: string;
  readonly against: string;
  /** The other's load, where it is another one. */
  readonly againstLoad?: string;
  readonly figure: 'messagesPerSecond' | 'cpuMicrosecondsPerMessage';
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
}

interface Measured {
  readonly title: string;
  readonly loads: readonly { readonly title: string }[];
  readonly goals: readonly Goal[];
}

/** Markdown: figures, then goals. */
export function table({ title: what, loads, goals }: Measured, results: Results): string {
  const head = ['server', ...loads.map(({ title }) => title)];
  const rows = [...results].map(([peer, found]) => [peer, ...loads.map(({ title }) => cell(found.get(title)))]);
  return [
    `${what} (CPU µs each; peak MB)`,
    '',
    row(head),
    row(head.map(() => '---')),
    ...rows.map(row),
    '',
    row(['goal', 'reached', '']),
    row(['---', '---', '---']),
    ...goals.map((goal) => row([goal.title, ...reached(goal, results)])),
    '',
  ].join('\n');
}

function cell(found: Measurement | string | undefined): string {
  if (typeof found !== 'object') return `none: ${found}`;
  const { messagesPerSecond, cpuMicrosecondsPerMessage, peakMegabytes } = found;
  return `${number(messagesPerSecond)} (${number(cpuMicrosecondsPerMessage)}; ${number(peakMegabytes)})`;
}

function reached(goal: Goal, results: Results): [string, string] {
  const ours = figure(goal, goal.load, results.get(goal.peer));
  const theirs = figure(goal, goal.againstLoad ?? goal.load, results.get(goal.against));
  if (ours === undefined || theirs === undefined) return ['not measured', ''];
  const ratio = ours / theirs;
  const met = 'atLeast' in goal.bound ? ratio >= goal.bound.atLeast : ratio <= goal.bound.atMost;
  return [ratio.toFixed(3), met ? 'yes' : 'no'];
}

function figure(
  goal: Goal,
  load: string,
  found: ReadonlyMap<string, Measurement | string> | undefined,
): number | undefined {
  const measured = found?.get(load);
  return typeof measured === 'object' ? measured[goal.figure] : undefined;
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
/** Slow ones with a digit behind the point. */
const number = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: value < 20 ? 1 : 0 });
