import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseStored } from './icalendar/parse.ts';
import { occurrences } from './occurrences.ts';
import { touchesRange } from './touching.ts';

const calendar = (...lines: string[]) =>
  parseStored(
    ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:one', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join(
      '\r\n',
    ),
  );
const hour = 3_600_000;

test('DAV-4 asked about again and again, a series touches the ranges that its instances touch', () => {
  const series = [
    calendar('DTSTART;TZID=Europe/Paris:20260105T090000', 'DURATION:PT45M', 'RRULE:FREQ=WEEKLY;COUNT=30'),
    calendar('DTSTART:20260105T230000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;INTERVAL=3', 'EXDATE:20260111T230000Z'),
    // The first stretch of 2026 begins with it, and it takes no time.
    calendar('DTSTART:20260115T000000Z', 'RRULE:FREQ=DAILY;INTERVAL=28'),
    calendar('DTSTART;VALUE=DATE:20260105', 'DURATION:P40D', 'RRULE:FREQ=MONTHLY;COUNT=4'),
    calendar('DTSTART:20260105T000000', 'DURATION:PT30M', 'RRULE:FREQ=HOURLY;INTERVAL=5;COUNT=2000'),
    calendar('DTSTART:20260105T000000Z', 'DURATION:PT1M', 'RRULE:FREQ=MINUTELY;INTERVAL=7'),
  ];
  const range = fc.record({ from: fc.integer({ min: -400, max: 9000 }), hours: fc.integer({ min: 1, max: 1000 }) });
  fc.assert(
    fc.property(
      fc.constantFrom(...series),
      range,
      fc.constantFrom('UTC', 'Asia/Tokyo'),
      (one, { from, hours }, timeZone) => {
        const start = Date.UTC(2026, 0, 1) + from * hour;
        const end = start + hours * hour;
        const found = occurrences(one, start, end, { timeZone }).length > 0;
        assert.equal(touchesRange(one, start, end, timeZone), found, new Date(start).toISOString());
      },
    ),
    { numRuns: 250 },
  );
});
