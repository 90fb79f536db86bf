import assert from 'node:assert/strict';
import fc from 'fast-check';
import { busyInFile, readBusyFile } from '../../src/calendar/busyFile.ts';
import { freeBusyQuestion } from '../../src/calendar/freeBusyQuestion.ts';
import { isProblem, parseCalendar } from '../../src/calendar/icalendar/parse.ts';
import { receiveRequest } from '../../src/calendar/itip/attendee.ts';
import { receivePublished } from '../../src/calendar/itip/publish.ts';
import { answerRequest } from '../../src/calendar/resource/answer.ts';
import { judgeRequest } from '../../src/calendar/resource/judge.ts';
import { openRequest } from '../../src/calendar/resource/request.ts';
import { readPublished, readScheduling } from '../../src/calendar/scheduling/read.ts';
import type { CalendarProcessing } from '../../src/directory/types.ts';
import { mutated } from './mutate.ts';
import type { FuzzProperty } from './property.ts';

const now = Date.UTC(2026, 10, 24, 12);
const greenhouse = 'greenhouse@contoso.example';
const calendar = (method: string, ...lines: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: readonly string[]) => [
  ...['BEGIN:VEVENT', 'UID:a', 'DTSTAMP:20261120T080000Z', 'ORGANIZER:mailto:jakob@contoso.example', ...lines],
  ...[`ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${greenhouse}`, 'END:VEVENT'],
];

const texts = mutated(
  [
    calendar('REQUEST', ...event('DTSTART:20261201T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=9')),
    calendar(
      'REQUEST',
      ...event('DTSTART;TZID=Europe/Paris:20261201T090000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;UNTIL=20270101T000000Z'),
      ...event('DTSTART:20261203T120000Z', 'DURATION:PT1H', 'RECURRENCE-ID:20261203T080000Z'),
    ),
    calendar('PUBLISH', ...event('DTSTART;VALUE=DATE:20261201', 'SUMMARY:Fair')),
    calendar(
      'REQUEST',
      ...['BEGIN:VFREEBUSY', 'UID:q', 'DTSTAMP:20261120T080000Z', 'DTSTART:20261201T000000Z', 'DTEND:20261202T000000Z'],
      ...['ORGANIZER:mailto:jakob@contoso.example', `ATTENDEE:mailto:${greenhouse}`],
      'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261201T090000Z/PT1H,20261201T120000Z/20261201T130000Z',
      'END:VFREEBUSY',
    ),
  ],
  [
    ...['RRULE:FREQ=SECONDLY\r\n', 'RRULE:FREQ=MINUTELY;COUNT=5000\r\n', 'RRULE:FREQ=DAILY\r\n', 'DURATION:P9999W\r\n'],
    ...['RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T080000Z\r\n', 'DTSTART:99991231T235959Z\r\n', 'METHOD:PUBLISH\r\n'],
    ...['FREEBUSY:/\r\n', 'FREEBUSY:20261201T090000Z/-P1W\r\n', 'FREEBUSY;FBTYPE=:x/y,z\r\n', 'STATUS:CANCELLED\r\n'],
    ...['BEGIN:VEVENT\r\n', 'END:VEVENT\r\n', '\r\n', '"', ';', ':', '\\'],
  ],
);

const processing: CalendarProcessing = {
  automateProcessing: 'AutoAccept',
  ...{ allBookInPolicy: true, bookInPolicy: [], allRequestInPolicy: false, requestInPolicy: [] },
  ...{ allRequestOutOfPolicy: false, requestOutOfPolicy: [], resourceDelegates: [], allowConflicts: false },
  ...{ conflicts: 'refuse', conflictPercentageAllowed: 50, bookingWindowInDays: 1080, maximumDurationInMinutes: 0 },
  ...{ allowRecurringMeetings: true, processExternalMeetingMessages: true },
};
const voice = { address: greenhouse, addresses: [greenhouse] };
const busy = Array.from({ length: 200 }, (_, day) => {
  const start = Date.UTC(2026, 10, 25 + day, 8, 30);
  return { start, end: start + 3_600_000, busy: 'BUSY' as const };
});

export const roomProperties: readonly FuzzProperty[] = [
  {
    name: 'rooms: whatever is asked of a room is answered or held, and nothing but its own line is decided, in bounded time',
    property: fc.property(texts, (source) => {
      const message = readScheduling(source, 'REQUEST');
      if (isProblem(message) || message.method !== 'REQUEST') return;
      const before = performance.now();
      const merged = receiveRequest({ message, attendee: voice, now, reply: 'none' });
      if (merged.kind !== 'put') return;
      const { bookingWindowInDays } = processing;
      const request = openRequest({
        stored: merged.ics,
        message,
        voice,
        bookingWindowInDays,
        timeZone: 'Europe/Paris',
        now,
      });
      const verdict = judgeRequest(request, processing, { addresses: [] }, busy);
      if (verdict.kind !== 'hold') {
        const partStat = verdict.kind === 'accept' ? 'ACCEPTED' : 'DECLINED';
        const except = verdict.kind === 'accept' ? verdict.except : [];
        const { stored, reply } = answerRequest({ request, partStat, except, voice, now });
        assert.ok(!isProblem(parseCalendar(stored.ics, Number.MAX_SAFE_INTEGER)), 'what is stored can be read');
        assert.ok(!Number.isNaN(stored.spanStart) && !Number.isNaN(stored.spanEnd), 'it has a place in time');
        if (reply) assert.equal(reply.from, greenhouse);
      }
      assert.ok(performance.now() - before < 3000, 'took longer than three seconds');
    }),
  },
  {
    name: 'rooms: any text is a file of busy times, a question, a published event, or none of these, in bounded time',
    property: fc.property(texts, (source) => {
      const before = performance.now();
      const file = readBusyFile(source);
      const range = { from: now, to: now + 62 * 86_400_000 };
      for (const { start, end } of file ? busyInFile(file, range.from, range.to) : []) {
        assert.ok(start < end && start >= range.from && end <= range.to, 'a period lies in the range');
      }
      if (file) freeBusyQuestion(file);
      const published = readPublished(source);
      const merged = published && receivePublished({ published });
      if (merged?.kind === 'put') assert.ok(!isProblem(parseCalendar(merged.ics)), 'what is filed can be read');
      assert.ok(performance.now() - before < 3000, 'took longer than three seconds');
    }),
  },
];
