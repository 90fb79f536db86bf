import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY, type Moment } from '../icalendar/moment.ts';
import { ianaZone } from '../zones/iana.ts';
import { utcZone, type Zone } from '../zones/zone.ts';
import { generally, plainly } from './rule.ts';

const weekday = fc.constantFrom('SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA');
const days = fc.uniqueArray(weekday, { minLength: 1, maxLength: 4 });
const placed = fc
  .tuple(fc.constantFrom('', '-'), fc.integer({ min: 1, max: 5 }), weekday)
  .map((parts) => parts.join(''));
const dayOfMonth = fc.integer({ min: 1, max: 31 });
const month = fc.integer({ min: 1, max: 12 });
const shape = fc.oneof(
  fc.record({ freq: fc.constant('DAILY'), byday: days }, { requiredKeys: ['freq'] }),
  fc.record(
    { freq: fc.constant('WEEKLY'), byday: days, wkst: fc.integer({ min: 1, max: 7 }) },
    { requiredKeys: ['freq'] },
  ),
  fc.record({ freq: fc.constant('MONTHLY'), bymonthday: dayOfMonth }, { requiredKeys: ['freq'] }),
  fc.record({ freq: fc.constant('MONTHLY'), byday: placed }),
  fc.record(
    { freq: fc.constant('YEARLY'), bymonth: month, bymonthday: dayOfMonth },
    { requiredKeys: ['freq', 'bymonth'] },
  ),
  fc.constant({ freq: 'YEARLY' }),
  fc.record({ freq: fc.constant('YEARLY'), bymonth: month, byday: placed }),
);
const ends = fc.record(
  { interval: fc.integer({ min: 1, max: 4 }), count: fc.integer({ min: 1, max: 40 }) },
  { requiredKeys: [] },
);
const rule = fc.tuple(shape, ends).map(([one, other]) => ({ ...one, ...other }));
/** Hours in which Paris skips and repeats some, among others. */
const start = fc
  .tuple(fc.integer({ min: 0, max: 4 * 366 }), fc.constantFrom(0, 2, 2.5, 9, 23))
  .map(([day, hour]) => Date.UTC(2023, 2, 20) + day * DAY + hour * 3_600_000);
const paris = ianaZone('Europe/Paris') ?? utcZone;

test('ITIP-34 rules that people use are counted on the wall clock as any rule is expanded', () => {
  const given = fc.record({
    rule,
    start,
    kind: fc.constantFrom('date' as const, 'zoned' as const),
    after: fc.integer({ min: -40, max: 900 }),
    length: fc.integer({ min: 1, max: 700 }),
  });
  fc.assert(
    fc.property(given, ({ rule, start, kind, after, length }) => {
      const wall = kind === 'date' ? start - (start % DAY) : start;
      const moment: Moment = kind === 'date' ? { kind, wall } : { kind, wall, tzid: 'Europe/Paris' };
      const zone: Zone = kind === 'date' ? utcZone : paris;
      const from = wall + after * DAY;
      const range = [from, from + length * DAY, 5000] as const;
      assert.deepEqual(plainly(rule, moment, zone, ...range), generally(rule, moment, zone, ...range));
    }),
    { numRuns: 400 },
  );
});

test('ITIP-34 any other rule is none of these, and one that never comes true ends', () => {
  const moment: Moment = { kind: 'utc', wall: Date.UTC(2026, 0, 1, 9) };
  const plain = (given: object) => plainly(given as never, moment, utcZone, moment.wall, Date.UTC(9000, 0, 1), 10);
  const others = [
    { freq: 'HOURLY' },
    { freq: 'DAILY', byhour: [9, 10] },
    { freq: 'WEEKLY', byday: '2MO' },
    { freq: 'MONTHLY', byday: ['MO', 'TU'] },
    { freq: 'MONTHLY', byday: 'MO', bysetpos: -1 },
    { freq: 'MONTHLY', bymonthday: -1 },
    { freq: 'MONTHLY', bymonthday: [1, 15] },
    { freq: 'YEARLY', byday: '1MO' },
    { freq: 'YEARLY', byyearday: 100 },
    { freq: 'YEARLY', bymonth: [1, 7] },
    { freq: 'DAILY', interval: 1.5 },
  ];
  for (const other of others) assert.equal(plain(other), undefined, JSON.stringify(other));
  const ages = { freq: 'WEEKLY', interval: 100_000, byday: ['MO', 'TU'], count: 5000 };
  const walls = plainly(
    ages,
    { ...moment, kind: 'zoned', tzid: 'Europe/Paris' },
    paris,
    0,
    Number.MAX_SAFE_INTEGER,
    5000,
  );
  assert.deepEqual(
    walls?.map((wall) => new Date(wall).getUTCFullYear()),
    [3942, 3942, 5859, 5859, 7775, 7775, 9692, 9692],
  );
  assert.deepEqual(plain({ freq: 'YEARLY', bymonth: 2, bymonthday: 30 }), []);
  assert.deepEqual(plain({ freq: 'DAILY', interval: 7, byday: 'MO' }), []);
});
