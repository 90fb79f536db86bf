import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsOf } from './work.ts';

test('work is counted in calls, the same each time', () => {
  const twice = (value: number) => value * 2;
  const run = (times: number) => () => {
    let sum = 0;
    for (let i = 0; i < times; i++) sum += twice(i);
    assert.ok(sum >= 0);
  };
  const [few, many] = [callsOf(run(1000)), callsOf(run(100_000))];
  assert.equal(many - few, 99_000);
});
