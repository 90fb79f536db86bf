import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readScheduling } from '../scheduling/read.ts';
import type { SchedulingMessage } from '../types.ts';
import { receiveCancel, receiveRequest } from './attendee.ts';

const attendee = { address: 'johanna@contoso.example', addresses: ['johanna@contoso.example'] };

function message(method: string, sequence: number, minute: number, hour: number, extra = ''): SchedulingMessage {
  const two = (value: number): string => String(value).padStart(2, '0');
  const read = readScheduling(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      `METHOD:${method}`,
      'BEGIN:VEVENT',
      'UID:one@fabrikam.example',
      `DTSTAMP:20261119T10${two(minute)}00Z`,
      `SEQUENCE:${sequence}`,
      `DTSTART:20261201T${two(hour)}0000Z`,
      `DTEND:20261201T${two(hour + 1)}0000Z`,
      `SUMMARY:revision ${minute}`,
      ...(extra === '' ? [] : [extra]),
      'ORGANIZER:mailto:petra@fabrikam.example',
      'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:johanna@contoso.example',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n'),
  );
  assert.equal(read.kind, 'message');
  return read as SchedulingMessage;
}

function deliver(messages: readonly SchedulingMessage[]): string | undefined {
  let stored: string | undefined;
  for (const each of messages) {
    const given = { ...(stored === undefined ? {} : { stored }), message: each, attendee, now: 0 };
    const merge = each.method === 'CANCEL' ? receiveCancel(given) : receiveRequest({ ...given, reply: 'none' });
    if (merge.kind === 'put') stored = merge.ics;
  }
  return stored;
}

/** The first request comes first: a cancellation of what was never known leaves no trace to remember. */
function anyOrder(all: readonly SchedulingMessage[]): fc.Arbitrary<SchedulingMessage[]> {
  const [first] = all;
  return fc
    .array(fc.constantFrom(...all), { maxLength: 8 })
    .chain((more) => fc.shuffledSubarray([...all, ...more], { minLength: all.length + more.length }))
    .map((order) => (first ? [first, ...order] : order));
}

/** The revision that holds and how it stands; its text may be that of any revision a cancellation met. */
function standing(ics: string | undefined): string[] {
  return (ics ?? '').split('\r\n').filter((line) => /^(SEQUENCE|DTSTAMP|STATUS|X-MICROSOFT-CDO-BUSYSTATUS)/.test(line));
}

test('ITIP-3 requests in any order, however often, end in the newest', () => {
  const all = [
    message('REQUEST', 0, 1, 8),
    message('REQUEST', 0, 2, 8),
    message('REQUEST', 1, 3, 9),
    message('REQUEST', 2, 4, 9),
  ];
  const expected = deliver(all);
  fc.assert(
    fc.property(anyOrder(all), (order) => assert.deepEqual(standing(deliver(order)), standing(expected))),
    { numRuns: 200 },
  );
});

test('ITIP-7 requests and a cancellation in any order, however often, end cancelled', () => {
  const all = [
    message('REQUEST', 0, 1, 8),
    message('REQUEST', 1, 2, 9),
    message('CANCEL', 2, 3, 9, 'STATUS:CANCELLED'),
  ];
  const expected = deliver(all);
  assert.match(String(expected), /STATUS:CANCELLED/);
  fc.assert(
    fc.property(anyOrder(all), (order) => assert.deepEqual(standing(deliver(order)), standing(expected))),
    { numRuns: 200 },
  );
});

test('ITIP-7 a request newer than the cancellation revives the event, in any order', () => {
  const all = [message('REQUEST', 0, 1, 8), message('CANCEL', 1, 2, 8), message('REQUEST', 2, 3, 9)];
  fc.assert(
    fc.property(anyOrder(all), (order) => {
      const ics = String(deliver(order));
      assert.match(ics, /SUMMARY:revision 3/);
      assert.doesNotMatch(ics, /CANCELLED/);
    }),
    { numRuns: 100 },
  );
});
