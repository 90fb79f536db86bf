import assert from 'node:assert/strict';
import test from 'node:test';
import type { Job } from '../store/contract.ts';
import { failure } from './result.ts';
import { type NextState, nextState } from './retry.ts';
import { jobWith, start } from './testing/bench.ts';

const minute = 60_000;
const hour = 60 * minute;
/** In the middle: no jitter. */
const middle = { bytes: () => Buffer.from([0x7f, 0xff]) };
const temporary = failure('temporary', 'reply', '4.7.1', '451 4.7.1 Later');
const permanent = failure('permanent', 'reply', '5.1.1', '550 5.1.1 No such user');
const delivered = (offersDsn: boolean) => ({
  kind: 'delivered' as const,
  reply: '250 Ok',
  peer: 'mx:25',
  offersDsn,
  size: 1,
});

test('OUT-4 pauses grow from a minute to four hours, and stay there', () => {
  const pauses = Array.from({ length: 9 }, (_, attempts) => {
    const next = nextState(jobWith({ attempts }), temporary, start, middle);
    assert.ok(next.kind === 'postpone');
    assert.equal(next.attempts, attempts + 1);
    return Math.round((next.dueAt - start) / minute);
  });
  assert.deepEqual(pauses, [1, 5, 15, 30, 60, 120, 240, 240, 240]);
});

test('OUT-4 jitter moves a pause by a fifth at most', () => {
  for (const [octets, expected] of [
    [[0, 0], 48_000],
    [[0xff, 0xff], 72_000],
  ] as const) {
    const next = nextState(jobWith(), temporary, start, { bytes: () => Buffer.from(octets) });
    assert.equal(next.kind === 'postpone' && next.dueAt - start, expected);
  }
});

test('OUT-4 the last attempt is made at the expiry, and then it is given up', () => {
  const job = jobWith({ attempts: 20, delayNotified: true });
  const late = nextState(job, temporary, job.expiresAt - hour, middle);
  assert.equal(late.kind === 'postpone' && late.dueAt, job.expiresAt);
  assert.deepEqual(nextState(job, temporary, job.expiresAt, middle), {
    kind: 'giveUp',
    status: '5.4.7',
    report: 'failed',
  });
});

test('OUT-5 who is told of what', () => {
  const late = start + 4 * hour;
  const reportOf = (change: Partial<Job>, result: Parameters<typeof nextState>[1], now = late): NextState['report'] =>
    nextState(jobWith(change), result, now, middle).report;
  const passed = { origin: 'passed', sender: 'ann@fabrikam.example' } as const;
  const table: readonly [string, NextState['report'], NextState['report']][] = [
    ['hub, failed', reportOf({}, permanent), 'failed'],
    ['hub, failed, NEVER', reportOf({ notify: ['NEVER'] }, permanent), undefined],
    ['hub, late', reportOf({}, temporary), 'delayed'],
    ['hub, not late yet', reportOf({}, temporary, late - 1), undefined],
    ['hub, late, told before', reportOf({ delayNotified: true }, temporary), undefined],
    ['passed, failed', reportOf(passed, permanent), 'failed'],
    ['passed, failed, null sender', reportOf({ ...passed, sender: '' }, permanent), undefined],
    ['passed, failed, SUCCESS only', reportOf({ ...passed, notify: ['SUCCESS'] }, permanent), undefined],
    ['passed, late', reportOf(passed, temporary), undefined],
    ['passed, late, DELAY', reportOf({ ...passed, notify: ['DELAY'] }, temporary), 'delayed'],
    ['report, failed', reportOf({ origin: 'dsn', sender: '' }, permanent), undefined],
    ['delivered', reportOf({}, delivered(false)), undefined],
    ['delivered, SUCCESS, to a host without DSN', reportOf({ notify: ['SUCCESS'] }, delivered(false)), 'relayed'],
    ['delivered, SUCCESS, to a host with DSN', reportOf({ notify: ['SUCCESS'] }, delivered(true)), undefined],
  ];
  for (const [name, found, expected] of table) assert.equal(found, expected, name);
});

test('OUT-5 the delay is told once', () => {
  const next = nextState(jobWith(), temporary, start + 5 * hour, middle);
  assert.equal(next.kind === 'postpone' && next.delayNotified, true);
});
