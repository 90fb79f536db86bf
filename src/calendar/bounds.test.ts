import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeBusy } from './freeBusy.ts';
import { isProblem, parseCalendar } from './icalendar/parse.ts';
import { receiveRequest } from './itip/attendee.ts';
import { scheduleChange } from './itip/implicit.ts';
import { occurrences } from './occurrences.ts';
import { readScheduling } from './scheduling/read.ts';
import { spanOf } from './span.ts';

const attendee = { address: 'johanna@contoso.example', addresses: ['johanna@contoso.example'] };

function calendar(lines: readonly string[], more: readonly string[] = []): string {
  return [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:one@fabrikam.example'],
    ...['DTSTAMP:20261119T100000Z', 'DTSTART:20261201T080000Z', 'DURATION:PT1H', ...lines],
    ...['ORGANIZER:mailto:petra@fabrikam.example', 'ATTENDEE:mailto:johanna@contoso.example', 'END:VEVENT'],
    ...[...more, 'END:VCALENDAR', ''],
  ].join('\r\n');
}

function received(ics: string, stored?: string) {
  const message = readScheduling(ics);
  assert.ok(!isProblem(message), JSON.stringify(message));
  return receiveRequest({ ...(stored === undefined ? {} : { stored }), message, attendee, now: 0, reply: 'none' });
}

const stamp = (day: number): string =>
  new Date(Date.UTC(2026, 11, 1) + day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');

test('ITIP-30 a flood of EXDATEs or RDATEs is a problem with a code', () => {
  for (const name of ['EXDATE', 'RDATE']) {
    const dates = Array.from({ length: 6000 }, (_, day) => `${stamp(day)}T080000Z`).join(',');
    const read = parseCalendar(calendar([`RRULE:FREQ=DAILY`, `${name}:${dates}`]));
    assert.ok(isProblem(read) && read.code === 'too-many-dates');
  }
});

test('ITIP-30 text beyond the bound is a problem with a code before it is read', () => {
  const read = parseCalendar(calendar([`DESCRIPTION:${'x'.repeat(17 * 1024 * 1024)}`]));
  assert.ok(isProblem(read) && read.code === 'too-large');
});

test('ITIP-30 rules without end are filed, expanded and told as busy within bounds', () => {
  for (const rule of [
    'FREQ=SECONDLY',
    'FREQ=MINUTELY;BYSECOND=0,1,2,3',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;COUNT=999999999',
  ]) {
    const merge = received(calendar([`RRULE:${rule}`]));
    assert.equal(merge.kind, 'put', rule);
    if (merge.kind !== 'put') continue;
    assert.ok(occurrences(merge.ics, Date.UTC(2026, 0), Date.UTC(2100, 0)).length <= 2000, rule);
    assert.ok(freeBusy([merge.ics], Date.UTC(2026, 11), Date.UTC(2027, 11)).length <= 2000, rule);
    assert.ok(spanOf(merge.ics).spanStart > 0);
  }
});

test('ITIP-30 a series with hundreds of exceptions is merged by one expansion, however long its rule', () => {
  const exceptions = Array.from({ length: 200 }, (_, at) => [
    ...['BEGIN:VEVENT', 'UID:one@fabrikam.example', 'DTSTAMP:20261119T100000Z'],
    ...[`RECURRENCE-ID:${stamp(at * 20)}T080000Z`, `DTSTART:${stamp(at * 20)}T100000Z`, 'DURATION:PT1H'],
    ...['ORGANIZER:mailto:petra@fabrikam.example', 'ATTENDEE:mailto:johanna@contoso.example', 'END:VEVENT'],
  ]).flat();
  const first = received(calendar(['RRULE:FREQ=DAILY;COUNT=9000'], exceptions));
  assert.equal(first.kind, 'put');
  if (first.kind !== 'put') return;
  const moved = calendar(['RRULE:FREQ=DAILY;COUNT=9000', 'SEQUENCE:1', 'LOCATION:Shed']);
  const second = received(moved, first.ics);
  assert.equal(second.kind === 'put' && second.ics.split('RECURRENCE-ID').length - 1, 200);
});

test('ITIP-30 many instances called off at once are one message to an attendee', () => {
  const own = (extra: readonly string[]): string =>
    calendar(extra)
      .replace('METHOD:REQUEST\r\n', 'PRODID:-//Example//Client//EN\r\n')
      .replace('ORGANIZER:mailto:petra@fabrikam.example', 'ORGANIZER:mailto:johanna@contoso.example')
      .replace('ATTENDEE:mailto:johanna@contoso.example', 'ATTENDEE:mailto:petra@fabrikam.example');
  const dates = Array.from({ length: 200 }, (_, day) => `${stamp(day + 1)}T080000Z`).join(',');
  const change = scheduleChange({
    stored: own(['RRULE:FREQ=DAILY;COUNT=300']),
    next: own(['RRULE:FREQ=DAILY;COUNT=300', `EXDATE:${dates}`]),
    addresses: attendee.addresses,
    now: Date.UTC(2026, 10, 20),
  });
  assert.deepEqual(change.kind === 'scheduled' && change.messages.map(({ method }) => method), ['REQUEST']);
});

test('ITIP-30 a sparse rule with a great COUNT is the same whichever week is asked for first', () => {
  const ics = calendar(['RRULE:FREQ=DAILY;BYMONTHDAY=31;COUNT=9000']).replace('20261201T080000Z', '20261231T080000Z');
  const week = (year: number): number => occurrences(ics, Date.UTC(year, 0, 28), Date.UTC(year, 1, 4)).length;
  const first = [2027, 2028, 2029].map(week);
  assert.deepEqual(first, [1, 1, 1]);
  assert.deepEqual([2029, 2028, 2027].map(week), first);
});
