/**
 * A bound on work, in function calls: the same number on a machine that stands still for a
 * while, where seconds are not. V8 counts them (precise coverage) over this program and its
 * libraries. Counting is slow, so that only what took a while is done again and counted;
 * the clock says what to look at, and never what to think of it.
 */
import assert from 'node:assert/strict';
import { Session } from 'node:inspector';

/** Calls that one input may cost: far above what the largest honest one does, far below what hurts. */
const mostCalls = 20_000_000;
/** Milliseconds from which on it is worth counting. */
const suspicious = 250;

interface Coverage {
  readonly result: readonly {
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** Runs it, and fails when it does too much. It runs twice where it took a while, so it changes nothing. */
export function withinBounds(run: () => void): void {
  const started = performance.now();
  run();
  if (performance.now() - started < suspicious) return;
  const calls = callsOf(run);
  assert.ok(calls <= mostCalls, `${calls} function calls, more than ${mostCalls}`);
}

export function callsOf(run: () => void): number {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  let calls = 0;
  try {
    run();
    // Answered at once: the inspector is of this thread.
    session.post('Profiler.takePreciseCoverage', (fault: Error | null, coverage: object) => {
      if (fault) throw fault;
      for (const { functions } of (coverage as Coverage).result)
        for (const { ranges } of functions) calls += ranges[0]?.count ?? 0;
    });
  } finally {
    session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
  }
  return calls;
}
