import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CalendarProcessing } from '../../directory/types.ts';
import type { BusyPeriod } from '../freeBusy.ts';
import { parseStored } from '../icalendar/parse.ts';
import { receiveRequest } from '../itip/attendee.ts';
import { attendeesOf, openSeries, partsOf } from '../itip/series.ts';
import { partStatOf, readScheduling } from '../scheduling/read.ts';
import { answerRequest } from './answer.ts';
import { judgeRequest, type Verdict } from './judge.ts';
import { openRequest, type ResourceRequest } from './request.ts';
import { refusalOf } from './words.ts';

const now = Date.UTC(2026, 10, 24, 9);
const greenhouse = 'greenhouse@contoso.example';
const voice = { address: greenhouse, addresses: [greenhouse] };
const policy: CalendarProcessing = {
  automateProcessing: 'AutoAccept',
  ...{ allBookInPolicy: true, bookInPolicy: [], allRequestInPolicy: false, requestInPolicy: [] },
  ...{ allRequestOutOfPolicy: false, requestOutOfPolicy: [], resourceDelegates: [], allowConflicts: false },
  ...{ conflicts: 'refuse', conflictPercentageAllowed: 0, bookingWindowInDays: 30, maximumDurationInMinutes: 0 },
  ...{ allowRecurringMeetings: true, processExternalMeetingMessages: false },
};
const jakob = { addresses: ['jakob@contoso.example'] };

function component(lines: readonly string[], answer = 'NEEDS-ACTION'): string[] {
  const people = [
    'ORGANIZER:mailto:jakob@contoso.example',
    `ATTENDEE;PARTSTAT=${answer};RSVP=TRUE:mailto:${greenhouse}`,
  ];
  return ['BEGIN:VEVENT', 'UID:seeds', ...lines, ...people, 'SUMMARY:Seeds', 'END:VEVENT'];
}

const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Fabrikam//Test//EN', 'METHOD:REQUEST'];

/** The room's copy after a request, and what that asks. */
function asked(components: readonly string[], stored?: string): { ics: string; request: ResourceRequest } {
  const message = readScheduling([...head, ...components, 'END:VCALENDAR', ''].join('\r\n'));
  if (message.kind === 'problem') throw new Error(message.code);
  const merged = receiveRequest({
    ...(stored !== undefined && { stored }),
    message,
    attendee: voice,
    now,
    reply: 'none',
  });
  if (merged.kind !== 'put') throw new Error(merged.what);
  const { bookingWindowInDays } = policy;
  const request = openRequest({
    stored: merged.ics,
    message,
    voice,
    bookingWindowInDays,
    timeZone: 'Europe/Paris',
    now,
  });
  return { ics: merged.ics, request };
}

const taken = (from: string, to: string): BusyPeriod => ({
  start: Date.parse(from),
  end: Date.parse(to),
  busy: 'BUSY',
});
const judged = (request: ResourceRequest, ...busy: BusyPeriod[]): Verdict => judgeRequest(request, policy, jakob, busy);
const answers = (ics: string): string[] =>
  partsOf(openSeries(parseStored(ics))).map((part) => attendeesOf(part).map(partStatOf).join());

const series = [
  'DTSTAMP:20261124T080000Z',
  'SEQUENCE:0',
  'DTSTART:20261201T080000Z',
  'DURATION:PT1H',
  'RRULE:FREQ=DAILY;COUNT=5',
];

test('ROOM-4 an exception that moves is decided by itself: the series keeps its answer', () => {
  const first = asked(component(series));
  assert.equal(judged(first.request).kind, 'accept');
  const { stored } = answerRequest({ request: first.request, partStat: 'ACCEPTED', voice, now });
  const moved = [
    'DTSTAMP:20261124T081000Z',
    'SEQUENCE:1',
    'RECURRENCE-ID:20261203T080000Z',
    'DTSTART:20261203T120000Z',
    'DURATION:PT1H',
  ];
  const second = asked(component(moved), stored.ics);
  assert.equal(second.request.instances.length, 1);
  const verdict = judged(
    second.request,
    taken('2026-12-03T12:30:00Z', '2026-12-03T13:00:00Z'),
    taken('2026-12-02T08:00:00Z', '2026-12-02T09:00:00Z'),
  );
  assert.equal(verdict.kind, 'decline');
  const { stored: after, reply } = answerRequest({ request: second.request, partStat: 'DECLINED', voice, now });
  assert.deepEqual(answers(after.ics), ['ACCEPTED', 'DECLINED']);
  assert.equal(reply?.recurrenceId, '20261203T080000Z');
});

test('ROOM-4 an update at the same time that asks again is told the answer that stands', () => {
  const first = asked(component(series));
  const { stored } = answerRequest({ request: first.request, partStat: 'ACCEPTED', voice, now });
  const again = asked(
    component([...series.slice(2), 'DTSTAMP:20261124T081000Z', 'SEQUENCE:1', 'LOCATION:East']),
    stored.ics,
  );
  assert.deepEqual([again.request.pending.length, again.request.again.length], [0, 1]);
  const { reply } = answerRequest({ request: again.request, partStat: 'ACCEPTED', voice, now });
  assert.equal(reply?.partStat, 'ACCEPTED');
  assert.equal(reply?.sequence, 1);
});

test('ROOM-6 the booking window ends with its last day where the room is', () => {
  const single = (start: string): string[] =>
    component(['DTSTAMP:20261124T080000Z', 'SEQUENCE:0', `DTSTART:${start}`, 'DURATION:PT30M']);
  // 24 November and 30 days: 24 December, until midnight in Paris.
  assert.equal(judged(asked(single('20261224T223000Z')).request).kind, 'accept');
  assert.equal(judged(asked(single('20261224T230000Z')).request).kind, 'decline');
});

test('ROOM-6 a flood of instances is outside of every policy', () => {
  const flood = component([
    'DTSTAMP:20261124T080000Z',
    'SEQUENCE:0',
    'DTSTART:20261201T080000Z',
    'DURATION:PT1M',
    'RRULE:FREQ=MINUTELY;COUNT=4000',
  ]);
  const verdict = judged(asked(flood).request);
  assert.equal(verdict.kind === 'decline' && verdict.why, 'too-many-instances');
});

test('ROOM-2 what is told of a conflict is the part of the time that was asked for, in the room’s language and zone', () => {
  const { request } = asked(
    component(['DTSTAMP:20261124T080000Z', 'SEQUENCE:0', 'DTSTART:20261201T080000Z', 'DURATION:PT2H']),
  );
  const verdict = judged(
    request,
    taken('2026-12-01T06:00:00Z', '2026-12-01T08:30:00Z'),
    taken('2026-12-01T09:45:00Z', '2026-12-01T23:00:00Z'),
  );
  const reader = { name: 'Serre', timeZone: 'Europe/Paris', bookingWindowInDays: 30, maximumDurationInMinutes: 0 };
  const why = verdict.kind === 'decline' ? verdict : undefined;
  const told = refusalOf('taken', why?.taken ?? [], { ...reader, language: 'fr' });
  assert.equal(
    told.comment,
    'Serre est déjà pris : 1 déc. 2026, 09:00 – 09:30; 1 déc. 2026, 10:45 – 11:00 (Europe/Paris)',
  );
  assert.equal(told.status, '4.0');
});
