import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DayOfWeek } from '@microsoft/microsoft-graph-types';
import fc from 'fast-check';
import { startOf } from '../../../calendar/icalendar/moment.ts';
import { parseStored } from '../../../calendar/icalendar/parse.ts';
import { zoneBook } from '../../../calendar/zones/book.ts';
import { GraphFailure } from '../frame/failure.ts';
import { patternedRecurrence, type Recur, weekDays } from './recurrence.ts';
import { type RecurrenceWish, ruleText } from './ruleOf.ts';

/** As an event with this rule would be stored and told. */
function told(rule: string, start: string, timeZone: string) {
  const at = start.replaceAll('-', '').replaceAll(':', '');
  const dtstart = start.length === 10 ? `DTSTART;VALUE=DATE:${at}` : `DTSTART;TZID=${timeZone}:${at}`;
  const calendar = parseStored(
    `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\n${dtstart}\r\nRRULE:${rule}\r\nEND:VEVENT\r\nEND:VCALENDAR`,
  );
  const event = calendar[2][0];
  const moment = event && startOf(event);
  const value = event?.[1].find(([name]) => name === 'rrule')?.[3];
  assert.ok(moment && value);
  // ical.js answers instances of a class of its own; jCal is plain.
  return patternedRecurrence(JSON.parse(JSON.stringify(value)) as Recur, moment, zoneBook(calendar));
}

const iso = (date: Date): string => date.toISOString().slice(0, 10);
const nth = (date: Date): number => Math.ceil(date.getUTCDate() / 7);
const names = ['first', 'second', 'third', 'fourth', 'last'] as const;

/** A start, and a pattern of which it is the first occurrence. */
const wishes = fc
  .record({
    day: fc.integer({ min: 0, max: 20_000 }),
    type: fc.constantFrom('daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly'),
    interval: fc.integer({ min: 1, max: 99 }),
    others: fc.subarray([...weekDays]),
    firstDayOfWeek: fc.constantFrom(...weekDays),
    range: fc.constantFrom('noEnd', 'numbered', 'endDate'),
    count: fc.integer({ min: 1, max: 999 }),
    length: fc.integer({ min: 0, max: 4000 }),
    hour: fc.integer({ min: 0, max: 23 }),
    allDay: fc.boolean(),
    timeZone: fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Tokyo', 'Pacific/Auckland'),
  })
  .map((given) => {
    const date = new Date(Date.UTC(2000, 0, 1) + given.day * 86_400_000);
    const own = weekDays[date.getUTCDay()] as DayOfWeek;
    const relative = given.type.startsWith('relative');
    const daysOfWeek = relative ? [own] : weekDays.filter((day) => day === own || given.others.includes(day));
    const wish: RecurrenceWish = {
      pattern: {
        ...{ type: given.type as RecurrenceWish['pattern']['type'], interval: given.interval, daysOfWeek },
        ...{ firstDayOfWeek: given.firstDayOfWeek, month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() },
        index: names[nth(date) - 1] ?? 'last',
      },
      range: {
        ...{ type: given.range as RecurrenceWish['range']['type'], startDate: iso(date) },
        ...{ numberOfOccurrences: given.count, endDate: iso(new Date(date.getTime() + given.length * 86_400_000)) },
        recurrenceTimeZone: given.timeZone,
      },
    };
    const start = given.allDay ? iso(date) : `${iso(date)}T${String(given.hour).padStart(2, '0')}:30:00`;
    return { wish, start, timeZone: given.timeZone };
  });

test('GRAPH-20 a recurrence that was taken is told again as it was', () => {
  fc.assert(
    fc.property(wishes, ({ wish, start, timeZone }) => {
      const back = told(ruleText(wish, start, timeZone), start, timeZone);
      assert.ok(back?.pattern && back.range, ruleText(wish, start, timeZone));
      const { pattern, range } = back;
      const { type } = wish.pattern;
      assert.equal(pattern.type, type);
      assert.equal(pattern.interval, wish.pattern.interval);
      if (type === 'weekly') assert.equal(pattern.firstDayOfWeek, wish.pattern.firstDayOfWeek);
      if (type === 'weekly' || type.startsWith('relative'))
        assert.deepEqual(pattern.daysOfWeek, wish.pattern.daysOfWeek);
      if (type.startsWith('relative')) assert.equal(pattern.index, wish.pattern.index);
      if (type.startsWith('absolute')) assert.equal(pattern.dayOfMonth, wish.pattern.dayOfMonth);
      if (type.endsWith('Yearly')) assert.equal(pattern.month, wish.pattern.month);
      assert.equal(range.type, wish.range.type);
      assert.equal(range.startDate, wish.range.startDate);
      if (range.type === 'endDate') assert.equal(range.endDate, wish.range.endDate);
      if (range.type === 'numbered') assert.equal(range.numberOfOccurrences, wish.range.numberOfOccurrences);
    }),
    { numRuns: 500 },
  );
});

test('GRAPH-20 a pattern of which start is no occurrence is refused by the name of its field', () => {
  const wish = (pattern: object, range: object = {}): RecurrenceWish =>
    ({
      pattern: { interval: 1, ...pattern },
      range: { type: 'noEnd', startDate: '2026-11-24', ...range },
    }) as RecurrenceWish;
  const refused = (given: RecurrenceWish, where: RegExp): void => {
    assert.throws(
      () => ruleText(given, '2026-11-24T09:00:00', 'Europe/Paris'),
      (error) => error instanceof GraphFailure && error.status === 400 && where.test(error.message),
    );
  };
  refused(wish({ type: 'weekly', daysOfWeek: ['monday'] }), /daysOfWeek/);
  refused(wish({ type: 'absoluteMonthly', dayOfMonth: 25 }), /dayOfMonth/);
  refused(wish({ type: 'relativeMonthly', daysOfWeek: ['tuesday'], index: 'first' }), /index/);
  refused(wish({ type: 'daily' }, { startDate: '2026-11-25' }), /startDate/);
  refused(wish({ type: 'daily' }, { recurrenceTimeZone: 'Asia/Tokyo' }), /recurrenceTimeZone/);
  refused(wish({ type: 'daily' }, { type: 'endDate', endDate: '2026-11-01' }), /endDate/);
});

test('GRAPH-8 what Graph has no words for is null', () => {
  for (const rule of [
    ...['FREQ=HOURLY', 'FREQ=DAILY;BYDAY=MO,TU', 'FREQ=MONTHLY;BYMONTHDAY=30', 'FREQ=MONTHLY;BYMONTHDAY=1,15'],
    ...['FREQ=YEARLY;BYDAY=MO', 'FREQ=YEARLY;BYWEEKNO=20', 'FREQ=MONTHLY;BYDAY=MO,TU', 'FREQ=MONTHLY;BYDAY=5MO'],
    ...['FREQ=WEEKLY;BYDAY=TU;BYHOUR=9,15', 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=24', 'FREQ=MONTHLY;BYMONTHDAY=-2'],
  ]) {
    assert.equal(told(rule, '2026-11-24T09:00:00', 'Europe/Paris'), null, rule);
  }
  assert.equal(told('FREQ=MONTHLY;BYDAY=4TU', '2026-11-24T09:00:00', 'Europe/Paris')?.pattern?.index, 'fourth');
});
