import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../platform/log.ts';
import { createGuard } from './guard.ts';
import { createThrottle } from './throttle.ts';

const policy = { free: 2, longest: 60_000, memory: 3_600_000, size: 20 };

function clocked() {
  let now = 1_000_000;
  return { clock: { now: () => now }, advance: (by: number) => (now += by) };
}

test('SIGN-5 after a few failures each try waits twice as long, never longer than the bound, and time forgives', () => {
  const { clock, advance } = clocked();
  const throttle = createThrottle(clock, policy);
  const waits = Array.from({ length: 12 }, () => {
    throttle.count('jo');
    return throttle.wait('jo');
  });
  assert.deepEqual(waits, [0, 0, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  advance(60_000);
  assert.equal(throttle.wait('jo'), 0);
  throttle.count('jo');
  assert.equal(throttle.wait('jo'), 60_000);
  advance(3_600_000);
  throttle.count('jo');
  assert.equal(throttle.wait('jo'), 0);
});

test('SIGN-5 a flood of names does not wash away who is guessed at, and memory is bounded', () => {
  const { clock } = clocked();
  const throttle = createThrottle(clock, policy);
  for (let i = 0; i < 5; i++) throttle.count('jo');
  for (let i = 0; i < 1000; i++) throttle.count(`nobody${i}`);
  assert.equal(throttle.wait('jo'), 4000);
});

test('SIGN-5 a right password pays for the tries at its account, not for those from its network', async () => {
  const { clock, advance } = clocked();
  const guard = createGuard(clock, silentLog);
  const tries = async (account: string, right: boolean) =>
    guard.attempt(account, '192.0.2.1', async () => (right ? ({ kind: 'right' } as const) : undefined));
  let wrong = 0;
  while ((await tries('own', true)).kind === 'right') {
    assert.deepEqual(await tries(`account${wrong}`, false), { kind: 'refused', code: 'wrong-credentials' });
    wrong++;
  }
  assert.equal(wrong, 21);
  assert.deepEqual(await tries('own', true), { kind: 'refused', code: 'slow-down', retryAfter: 1 });
  advance(1000);
  assert.deepEqual(await tries('own', true), { kind: 'right' });
});
