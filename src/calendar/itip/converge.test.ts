import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readScheduling } from '../scheduling/read.ts';
import type { SchedulingMessage } from '../types.ts';
import { receiveCancel, receiveRequest } from './attendee.ts';
import { receiveReply } from './organizer.ts';

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

/** The whole object without what only says when it was stored. */
function whole(ics: string | undefined): string[] {
  return (ics ?? '').split('\r\n').sort();
}

/** One VEVENT of a weekly series; `rid` names an instance. */
function part(method: string, sequence: number, minute: number, lines: readonly string[]): SchedulingMessage {
  const read = readScheduling(
    [
      ...['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, 'BEGIN:VEVENT', 'UID:weekly@fabrikam.example'],
      ...[`DTSTAMP:20261119T10${String(minute).padStart(2, '0')}00Z`, `SEQUENCE:${sequence}`, ...lines],
      ...['ORGANIZER:mailto:petra@fabrikam.example', 'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:johanna@contoso.example'],
      ...['END:VEVENT', 'END:VCALENDAR'],
    ].join('\r\n'),
  );
  assert.equal(read.kind, 'message');
  return read as SchedulingMessage;
}

const series = (sequence: number, minute: number, ...lines: string[]): SchedulingMessage =>
  part('REQUEST', sequence, minute, [
    'DTSTART:20261201T080000Z',
    'DURATION:PT1H',
    'RRULE:FREQ=WEEKLY;COUNT=6',
    ...lines,
  ]);
const instance = (
  method: string,
  sequence: number,
  minute: number,
  day: string,
  ...lines: string[]
): SchedulingMessage =>
  part(method, sequence, minute, [`RECURRENCE-ID:${day}T080000Z`, `DTSTART:${day}T100000Z`, 'DURATION:PT1H', ...lines]);

test('ITIP-6 a series, its exceptions and their cancellations in any order, however often, end in one state', () => {
  const all = [
    series(0, 1),
    series(1, 5, 'LOCATION:Greenhouse'),
    instance('REQUEST', 0, 2, '20261208', 'SUMMARY:second'),
    instance('REQUEST', 1, 6, '20261215', 'SUMMARY:third'),
    instance('CANCEL', 1, 7, '20261222', 'STATUS:CANCELLED'),
  ];
  const expected = deliver(all);
  assert.match(String(expected), /SUMMARY:second[\s\S]*SUMMARY:third/);
  fc.assert(
    fc.property(anyOrder(all), (order) => assert.deepEqual(instances(deliver(order)), instances(expected))),
    { numRuns: 200 },
  );
});

/** Each component by its instance: revision, status, place and time. */
function instances(ics: string | undefined): string[] {
  return (ics ?? '')
    .split('BEGIN:VEVENT')
    .slice(1)
    .map((text) =>
      whole(text)
        .filter((line) => /^(RECURRENCE-ID|DTSTART|SEQUENCE|DTSTAMP|STATUS|SUMMARY|LOCATION|RRULE)/.test(line))
        .filter((line) => !(text.includes('STATUS:CANCELLED') && /^(LOCATION|SUMMARY)/.test(line)))
        .join(' '),
    )
    .sort();
}

const reply = (who: string, minute: number, partStat: string, sequence = 0): SchedulingMessage => {
  const text = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REPLY', 'BEGIN:VEVENT', 'UID:own@contoso.example'],
    ...[`DTSTAMP:20261119T11${String(minute).padStart(2, '0')}00Z`, `SEQUENCE:${sequence}`],
    ...[`ATTENDEE;PARTSTAT=${partStat}:mailto:${who}`, 'END:VEVENT', 'END:VCALENDAR'],
  ];
  return readScheduling(text.join('\r\n')) as SchedulingMessage;
};

test('ITIP-8 the answers of all attendees in any order, however often, end in the last of each', () => {
  const stored = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Client//EN', 'BEGIN:VEVENT', 'UID:own@contoso.example'],
    ...['DTSTAMP:20261119T100000Z', 'SEQUENCE:0', 'DTSTART:20261201T080000Z', 'ORGANIZER:mailto:jakob@contoso.example'],
    ...['ATTENDEE:mailto:petra@fabrikam.example', 'ATTENDEE:mailto:anna@fabrikam.example', 'END:VEVENT'],
    ...['END:VCALENDAR', ''],
  ].join('\r\n');
  const all = [
    reply('petra@fabrikam.example', 1, 'ACCEPTED', 3),
    reply('petra@fabrikam.example', 2, 'DECLINED'),
    reply('anna@fabrikam.example', 3, 'TENTATIVE'),
    reply('anna@fabrikam.example', 4, 'ACCEPTED', 1),
  ];
  const hear = (order: readonly SchedulingMessage[]): string[] => {
    let ics = stored;
    for (const each of order) {
      const merge = receiveReply({ stored: ics, message: each, from: each.attendees[0]?.address ?? '', now: 0 });
      if (merge.kind === 'put') ics = merge.ics;
    }
    return whole(ics.replaceAll('\r\n ', ''));
  };
  const expected = hear(all);
  assert.match(expected.join('\n'), /PARTSTAT=DECLINED[^\n]*petra/);
  fc.assert(
    fc.property(anyOrder(all), (order) => assert.deepEqual(hear(order), expected)),
    { numRuns: 200 },
  );
});
