import assert from 'node:assert/strict';
import { test } from 'node:test';
import { occurrences } from '../occurrences.ts';
import { readScheduling } from '../scheduling/read.ts';
import { receiveRequest } from './attendee.ts';
import { organized } from './organize.fixture.ts';
import { cancelEvent, changeEvent, createEvent } from './organize.ts';
import { receiveReply } from './organizer.ts';

const now = Date.UTC(2026, 10, 20, 9);
const organizer = { address: 'johanna@contoso.example', name: 'Johanna Winter' };
const draft = {
  uid: 'u1@contoso.example',
  summary: 'Planting',
  start: '2026-11-24T09:00:00',
  end: '2026-11-24T10:00:00',
  timeZone: 'Europe/Paris',
  attendees: [{ address: 'jakob@contoso.example', name: 'Jakob' }, { address: 'petra@fabrikam.example' }],
  organizer,
  now,
};

function made(result: ReturnType<typeof createEvent>, stored?: string) {
  return organized(result, { address: organizer.address, now, ...(stored !== undefined && { stored }) });
}

test('ITIP-10 a new event invites everybody once, with the zone its times are told in', () => {
  const { ics, spanStart, spanEnd, messages } = made(createEvent(draft));
  assert.equal(spanStart, Date.UTC(2026, 10, 24, 8));
  assert.equal(spanEnd, Date.UTC(2026, 10, 24, 9));
  assert.match(ics, /BEGIN:VTIMEZONE\r\nTZID:Europe\/Paris/);
  assert.doesNotMatch(ics, /METHOD/);
  assert.equal(messages.length, 1);
  assert.deepEqual(messages[0]?.to, ['jakob@contoso.example', 'petra@fabrikam.example']);
  assert.match(String(messages[0]?.ics), /METHOD:REQUEST/);
});

test('ITIP-10 an event without attendees is nobody’s meeting and sends nothing', () => {
  const { ics, messages } = made(createEvent({ ...draft, attendees: [] }));
  assert.doesNotMatch(ics, /ORGANIZER/);
  assert.deepEqual(messages, []);
});

test('ITIP-11 another time bumps SEQUENCE and asks again; other words only move DTSTAMP', () => {
  const first = made(createEvent(draft));
  const accepted = receiveReply({
    stored: first.ics,
    message: replyOf('petra@fabrikam.example', 'ACCEPTED', 0),
    from: 'petra@fabrikam.example',
    now,
  });
  assert.equal(accepted.kind, 'put');
  const stored = accepted.kind === 'put' ? accepted.ics : '';
  const worded = made(changeEvent({ stored, draft: { location: 'Greenhouse' }, organizer, now }), stored);
  assert.equal(worded.messages[0]?.sequence, 0);
  assert.equal(worded.messages[0]?.update, true);
  assert.ok((worded.messages[0]?.dtstamp ?? 0) > now, 'a change within the same second is still newer');
  assert.match(worded.ics, /PARTSTAT=ACCEPTED/);
  assert.doesNotMatch(String(worded.messages[0]?.ics), /X-PASSERELLE/i);
  const earlier = { start: '2026-11-24T11:00:00' };
  const moved = made(changeEvent({ stored: worded.ics, draft: earlier, organizer, now }), worded.ics);
  assert.equal(moved.messages[0]?.sequence, 1);
  assert.equal(moved.spanEnd, Date.UTC(2026, 10, 24, 11), 'it lasts as long as before');
  assert.doesNotMatch(moved.ics, /PARTSTAT=ACCEPTED/);
});

test('ITIP-11 who is taken off hears a CANCEL, who is added a REQUEST, the others nothing', () => {
  const first = made(createEvent(draft));
  const attendees = [{ address: 'jakob@contoso.example' }, { address: 'tomislav@contoso.example' }];
  const { messages, ics } = made(
    changeEvent({ stored: first.ics, draft: { attendees }, organizer, now: now + 5000 }),
    first.ics,
  );
  assert.deepEqual(
    messages.map(({ method, to }) => [method, ...to]),
    [
      ['CANCEL', 'petra@fabrikam.example'],
      ['REQUEST', 'tomislav@contoso.example'],
    ],
  );
  assert.doesNotMatch(ics, /petra/);
  assert.doesNotMatch(String(messages[0]?.ics), /jakob/);
});

test('ITIP-11 a change that changes nothing says nothing', () => {
  const first = made(createEvent(draft));
  const again = changeEvent({ stored: first.ics, draft: { summary: 'Planting' }, organizer, now: now + 5000 });
  const same = made(again, first.ics);
  assert.deepEqual(same.messages, []);
  assert.equal(same.ics, first.ics);
});

test('ITIP-12 calling off tells everybody, under the next SEQUENCE', () => {
  const first = made(createEvent({ ...draft, recurrence: 'FREQ=WEEKLY;COUNT=4' }));
  const off = made(cancelEvent({ stored: first.ics, now: now + 5000 }), first.ics);
  assert.deepEqual(off.messages[0]?.to, ['jakob@contoso.example', 'petra@fabrikam.example']);
  assert.equal(off.messages[0]?.sequence, 1);
  assert.match(off.ics, /STATUS:CANCELLED/);
  assert.equal(cancelEvent({ stored: off.ics, now }).kind, 'problem');
});

test('ITIP-10 what is sent can be filed by another calendar of ours, at the same hour across the clock change', () => {
  const { messages } = made(
    createEvent({ ...draft, start: '2027-03-23T09:00', end: '2027-03-23T10:00', recurrence: 'FREQ=WEEKLY;COUNT=2' }),
  );
  const message = readScheduling(String(messages[0]?.ics));
  assert.equal(message.kind, 'message');
  if (message.kind !== 'message') return;
  const voice = { address: 'jakob@contoso.example', addresses: ['jakob@contoso.example'] };
  const merge = receiveRequest({ message, attendee: voice, now, reply: 'none' });
  assert.equal(merge.kind, 'put');
  const starts = merge.kind === 'put' ? occurrences(merge.ics, 0, Date.UTC(2028, 0, 1)).map(({ start }) => start) : [];
  assert.deepEqual(starts, [Date.UTC(2027, 2, 23, 8), Date.UTC(2027, 2, 30, 7)]);
});

test('ITIP-13 a draft that can’t be used is refused by field', () => {
  const refusal = (change: Partial<typeof draft> & { recurrence?: string }): string => {
    const result = createEvent({ ...draft, ...change });
    return result.kind === 'problem' ? result.code : 'made';
  };
  assert.equal(refusal({ start: 'tomorrow' }), 'bad-start');
  assert.equal(refusal({ end: '2026-11-24T08:00:00' }), 'end-before-start');
  assert.equal(refusal({ timeZone: 'Europe/Atlantis' }), 'bad-time-zone');
  assert.equal(refusal({ recurrence: 'FREQ=WEEKLY\r\nATTENDEE:mailto:x@y.example' }), 'bad-recurrence');
  assert.equal(refusal({ recurrence: 'FREQ=SOMETIMES' }), 'bad-recurrence');
  assert.equal(refusal({ attendees: [{ address: 'a@b.example\r\nX:y' }] }), 'bad-attendee');
  const odd = made(createEvent({ ...draft, summary: 'a\r\nATTENDEE:mailto:x@y.example\u0000' }));
  assert.doesNotMatch(odd.ics, /\r\nATTENDEE:mailto:x/);
});

function replyOf(address: string, partStat: string, sequence: number) {
  const read = readScheduling(
    [
      'BEGIN:VCALENDAR',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      'UID:u1@contoso.example',
      'DTSTAMP:20261120T100000Z',
      `SEQUENCE:${sequence}`,
      `ATTENDEE;PARTSTAT=${partStat}:mailto:${address}`,
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\n'),
  );
  if (read.kind !== 'message') throw new Error(read.code);
  return read;
}
