import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { occurrences } from './occurrences.ts';
import { spanOf, takesPlace } from './span.ts';

const object = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:one', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join(
    '\r\n',
  );
const viewers = ['UTC', 'Europe/Paris', 'America/Los_Angeles', 'Pacific/Kiritimati'];
const noon = Date.UTC(2026, 2, 29, 12);

/** With the hours that Europe skips on 29 March 2026 and repeats on 25 October. */
const events: readonly (readonly string[])[] = [
  ['DTSTART:20260329T100000Z', 'DTEND:20260329T110000Z'],
  ['DTSTART:20260329T120000Z'],
  ['DTSTART;TZID=Europe/Paris:20260329T013000', 'DURATION:PT3H'],
  ['DTSTART;TZID=Europe/Paris:20260329T093000', 'DTEND;TZID=America/New_York:20260329T093000'],
  ['DTSTART;TZID=Europe/Paris:20260329T093000', 'DTEND:20260330T093000Z'],
  ['DTSTART;VALUE=DATE:20260329'],
  ['DTSTART;VALUE=DATE:20260328', 'DTEND;VALUE=DATE:20260331'],
  ['DTSTART;VALUE=DATE:20260328', 'DURATION:P1D'],
];

test('ITIP-35 of an event that does not recur the span says when it takes place, whoever looks', () => {
  for (const lines of events) assert.ok(spanOf(object(...lines)).extent, lines.join());
  const range = fc.record({ from: fc.integer({ min: -200, max: 200 }), length: fc.integer({ min: 1, max: 200 }) });
  fc.assert(
    fc.property(fc.constantFrom(...events), fc.constantFrom(...viewers), range, (lines, timeZone, { from, length }) => {
      const ics = object(...lines);
      const [start, end] = [noon + from * 1_800_000, noon + (from + length) * 1_800_000];
      const taken = occurrences(ics, start, end, { timeZone }).length > 0;
      assert.equal(takesPlace(spanOf(ics), start, end, timeZone), taken, `${lines.join()} ${start} ${end} ${timeZone}`);
    }),
    { numRuns: 2000 },
  );
});

test('ITIP-35 of a series, an override, a floating time and a zone that nobody knows it does not', () => {
  const unsaid: readonly (readonly string[])[] = [
    ['DTSTART:20260329T100000Z', 'RRULE:FREQ=DAILY;COUNT=3'],
    ['DTSTART:20260329T100000Z', 'RDATE:20260401T100000Z'],
    ['DTSTART:20260329T100000Z', 'RECURRENCE-ID:20260330T100000Z'],
    ['DTSTART:20260329T100000'],
    ['DTSTART;TZID=Nowhere:20260329T100000'],
    ['DTSTART:20260329T100000Z', 'DTEND:20260329T110000'],
    ['DTSTART;VALUE=DATE:20260329', 'DURATION:PT12H'],
  ];
  for (const lines of unsaid) {
    const span = spanOf(object(...lines));
    assert.equal(span.extent, undefined, lines.join());
    assert.equal(takesPlace(span, 0, noon), undefined);
  }
});

test('DAV-4 an instance taken out, or one that ends where the range begins, hides none behind it', () => {
  const daily = ['DTSTART:20260301T230000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY'];
  const first = (...lines: string[]) =>
    occurrences(object(...daily, ...lines), Date.UTC(2026, 2, 10), Date.UTC(2026, 2, 14), { limit: 1 }).map(
      ({ start }) => new Date(start).toISOString().slice(0, 13),
    );
  assert.deepEqual(first(), ['2026-03-10T23']);
  assert.deepEqual(first('EXDATE:20260310T230000Z,20260311T230000Z'), ['2026-03-12T23']);
  assert.deepEqual(first('EXDATE;VALUE=DATE:20260310'), ['2026-03-11T23']);
});
