import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeBusy } from './freeBusy.ts';
import { occurrences } from './occurrences.ts';
import { spanOf } from './span.ts';

const object = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', 'UID:one', ...lines, 'END:VEVENT'];
const year = [Date.UTC(2026, 0, 1), Date.UTC(2028, 0, 1)] as const;
const startsOf = (ics: string, timeZone?: string): string[] =>
  occurrences(ics, ...year, timeZone === undefined ? {} : { timeZone }).map(({ start }) =>
    new Date(start).toISOString().slice(0, 16),
  );

test('ITIP-16 Windows zone names, vendor prefixes and a made-up zone with its VTIMEZONE all give the right hour', () => {
  const at = (tzid: string, ...zone: string[]): string[] =>
    startsOf(object(...zone, ...event(`DTSTART;TZID=${tzid}:20260701T090000`)));
  assert.deepEqual(at('Romance Standard Time'), ['2026-07-01T07:00']);
  assert.deepEqual(at('/freeassociation.sourceforge.net/Europe/Paris'), ['2026-07-01T07:00']);
  assert.deepEqual(at('"tzone://Microsoft/Utc"'), ['2026-07-01T09:00']);
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Customized Time Zone',
    'BEGIN:STANDARD',
    'DTSTART:16010101T030000',
    'TZOFFSETFROM:+0500',
    'TZOFFSETTO:+0400',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:16010101T020000',
    'TZOFFSETFROM:+0400',
    'TZOFFSETTO:+0500',
    'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
  ];
  assert.deepEqual(at('Customized Time Zone', ...zone), ['2026-07-01T04:00']);
});

test('ITIP-16 a weekly meeting keeps its hour when the clock changes', () => {
  const ics = object(...event('DTSTART;TZID=Europe/Paris:20261020T090000', 'RRULE:FREQ=WEEKLY;COUNT=2'));
  assert.deepEqual(startsOf(ics), ['2026-10-20T07:00', '2026-10-27T08:00']);
});

test('ITIP-16 a time that the clock skips does not occur and is not counted', () => {
  const ics = object(...event('DTSTART;TZID=Europe/Paris:20260328T023000', 'RRULE:FREQ=DAILY;COUNT=3'));
  assert.deepEqual(startsOf(ics), ['2026-03-28T01:30', '2026-03-30T00:30', '2026-03-31T00:30']);
});

test('ITIP-16 EXDATE, RDATE, overrides and UNTIL make the set', () => {
  const ics = object(
    ...event(
      'DTSTART;TZID=Europe/Paris:20261201T090000',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY;UNTIL=20261204T080000Z',
      'EXDATE;TZID=Europe/Paris:20261202T090000',
      'RDATE;TZID=Europe/Paris:20261210T090000',
    ),
    ...event(
      'RECURRENCE-ID:20261203T080000Z',
      'DTSTART:20261203T150000Z',
      'DTEND:20261203T160000Z',
      'STATUS:CANCELLED',
    ),
  );
  assert.deepEqual(startsOf(ics), ['2026-12-01T08:00', '2026-12-03T15:00', '2026-12-04T08:00', '2026-12-10T08:00']);
  assert.equal(occurrences(ics, ...year)[1]?.status, 'CANCELLED');
  assert.deepEqual(spanOf(ics), { spanStart: Date.UTC(2026, 11, 1, 8), spanEnd: Date.UTC(2026, 11, 10, 9) });
});

test('ITIP-16 a counted series ends with its last instance', () => {
  const endOf = (start: string, rule: string): string => {
    const ics = object(...event(`DTSTART;TZID=Europe/Paris:${start}`, 'DURATION:PT1H', `RRULE:${rule}`));
    const { spanEnd } = spanOf(ics);
    assert.equal(spanEnd, occurrences(ics, ...year).at(-1)?.end);
    return new Date(spanEnd ?? 0).toISOString().slice(0, 16);
  };
  assert.equal(endOf('20261020T090000', 'FREQ=WEEKLY;COUNT=3;BYDAY=TU'), '2026-11-03T09:00');
  assert.equal(endOf('20261020T090000', 'FREQ=WEEKLY;COUNT=3;BYDAY=TU,TH'), '2026-10-27T09:00');
  assert.equal(endOf('20260328T023000', 'FREQ=DAILY;COUNT=3'), '2026-03-31T01:30');
});

test('ITIP-16 a whole day is the day of whoever looks, and its span covers every zone', () => {
  const ics = object(...event('DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261202'));
  assert.deepEqual(startsOf(ics, 'Europe/Paris'), ['2026-11-30T23:00']);
  const { spanStart, spanEnd } = spanOf(ics);
  assert.ok(spanStart <= Date.UTC(2026, 10, 30, 10) && (spanEnd ?? 0) >= Date.UTC(2026, 11, 2, 12));
});

test('ITIP-16 an endless series has no end, and what is asked of it is bounded', () => {
  const ics = object(...event('DTSTART:20000101T000000Z', 'RRULE:FREQ=SECONDLY'));
  assert.equal(spanOf(ics).spanEnd, null);
  assert.equal(occurrences(ics, ...year, { limit: 50 }).length, 50);
  const impossible = object(...event('DTSTART:20260101T000000Z', 'RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2'));
  assert.deepEqual(startsOf(impossible), ['2026-01-01T00:00']);
});

test('ITIP-17 free/busy joins what touches, tells tentative apart, and leaves free and cancelled out', () => {
  const at = (from: string, to: string, ...more: string[]): string =>
    object(...event(`DTSTART:20261201T${from}00Z`, `DTEND:20261201T${to}00Z`, ...more));
  const periods = freeBusy(
    [
      at('0800', '0900'),
      at('0900', '1000'),
      at('0930', '1100', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'),
      at('1200', '1300', 'TRANSP:TRANSPARENT'),
      at('1400', '1500', 'STATUS:CANCELLED'),
    ],
    ...year,
  );
  assert.deepEqual(
    periods.map(({ start, end, busy }) => [new Date(start).getUTCHours(), new Date(end).getUTCHours(), busy]),
    [
      [8, 10, 'BUSY'],
      [9, 11, 'BUSY-TENTATIVE'],
    ],
  );
});
