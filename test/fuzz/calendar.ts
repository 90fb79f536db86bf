import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entriesOf, inOrderOfDay, localDay } from '../../src/calendar/agenda.ts';
import { remindersOf } from '../../src/calendar/alarms.ts';
import type { JComponent } from '../../src/calendar/icalendar/jcal.ts';
import { isProblem, parseCalendar, printCalendar } from '../../src/calendar/icalendar/parse.ts';
import { importedObject } from '../../src/calendar/importing/importedObject.ts';
import { mergeImported } from '../../src/calendar/importing/mergeImported.ts';
import { takeApart } from '../../src/calendar/importing/takeApart.ts';
import { receiveCancel, receiveRequest } from '../../src/calendar/itip/attendee.ts';
import { scheduleChange } from '../../src/calendar/itip/implicit.ts';
import { receiveReply } from '../../src/calendar/itip/organizer.ts';
import { delegateInvitation, forwardInvitation } from '../../src/calendar/itip/passOn.ts';
import { proposeTime } from '../../src/calendar/itip/propose.ts';
import { askRefresh } from '../../src/calendar/itip/refresh.ts';
import { agendaLetter, reminderLetter } from '../../src/calendar/notices/letters.ts';
import { readScheduling } from '../../src/calendar/scheduling/read.ts';
import type { Merge, SchedulingMessage } from '../../src/calendar/types.ts';
import { messages, mutated } from './mutate.ts';
import type { FuzzProperty } from './property.ts';
import { withinBounds } from './work.ts';

const calendars = messages.flatMap((text) => {
  const inBase64 = text.match(/(?:^[A-Za-z0-9+/=]{4,76}\r\n)+/gm) ?? [];
  const decoded = inBase64.map((block) => Buffer.from(block, 'base64').toString());
  return [text, ...decoded].flatMap((each) => each.match(/BEGIN:VCALENDAR[\s\S]*?END:VCALENDAR/g) ?? []);
});

const hurtful = [
  '\r\n',
  '\n',
  '\n ',
  'BEGIN:VEVENT\r\n',
  'END:VEVENT\r\n',
  'BEGIN:VCALENDAR\r\n',
  'BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n',
  'TRIGGER;RELATED=END:P99999W\r\n',
  'TRIGGER;VALUE=DATE-TIME:20261124T130000Z\r\n',
  'RRULE:FREQ=SECONDLY\r\n',
  'RRULE:FREQ=YEARLY;BYSETPOS=-366;BYDAY=53MO\r\n',
  'RRULE:FREQ=DAILY;INTERVAL=0\r\n',
  'RRULE:FREQ=DAILY;COUNT=999999999\r\n',
  'RECURRENCE-ID;RANGE=THISANDFUTURE:20261201T090000Z\r\n',
  'DTSTART;TZID=Nowhere/Never:20261201T090000\r\n',
  'DTSTART;VALUE=DATE:20260230\r\n',
  'DTSTART:00000000T000000\r\n',
  'DTSTART:99991231T235959Z\r\n',
  'DURATION:-P1Y\r\n',
  'ATTENDEE;PARTSTAT=ACCEPTED:mailto:johanna@contoso.example\r\n',
  'SEQUENCE:99999999999999999999\r\n',
  'X-A;B="unclosed:value\r\n',
  'EXDATE:20261201T090000Z,,\r\n',
  '"',
  ';',
  ':',
  '\\',
];

const text = mutated(calendars, hurtful);

export const calendarProperties: readonly FuzzProperty[] = [
  {
    name: 'calendar: any text is read or named a problem, and what is printed has the same form again',
    property: fc.property(text, (source) => {
      const read = parseCalendar(source);
      if (isProblem(read)) return;
      const again = parseCalendar(printCalendar(read));
      assert.ok(!isProblem(again), 'what was printed can be read');
      // The form, not values: ical.js rewrites a date that is none (DTSTART:0000) at each printing.
      assert.deepEqual(form(again), form(read));
    }),
  },
  {
    name: 'calendar: a scheduling message is filed, left alone or named a problem, within bounds',
    property: fc.property(text, fc.constantFrom('REQUEST', 'CANCEL', 'REPLY', undefined), (source, method) => {
      const message = readScheduling(source, method);
      if (isProblem(message)) return;
      withinBounds(() => {
        for (const merge of merges(message)) {
          if (merge.kind !== 'put') continue;
          assert.ok(!isProblem(parseCalendar(merge.ics)), 'what is filed can be read');
          assert.ok(!Number.isNaN(merge.spanStart) && !Number.isNaN(merge.spanEnd), 'it has a place in time');
        }
      });
    }),
  },
  {
    name: 'calendar: a file of any text is taken apart: what can be used is stored, the rest is named',
    property: fc.property(text, text, (one, other) => {
      const taken = takeApart(`${one}\r\n${other}`);
      for (const pieces of taken.objects.values()) {
        const { calendar, problems } = importedObject(pieces, taken.zones);
        assert.ok(calendar || problems.length > 0, 'nothing is lost without a word');
        if (!calendar) continue;
        const merged = mergeImported({ calendar, addresses: ['johanna@contoso.example'] });
        assert.ok(merged.kind === 'put' && !isProblem(parseCalendar(merged.ics)), 'what is stored can be read');
      }
    }),
  },
  {
    name: 'calendar: whatever is stored, reminders and the day of it end, in order, and can be told of',
    property: fc.property(text, fc.integer({ min: -40, max: 400 }), (source, days) => {
      const read = parseCalendar(source);
      if (isProblem(read)) return;
      const stored = printCalendar(read);
      const at = now + days * 86_400_000;
      const reader = {
        timeZone: 'Europe/Paris',
        addresses: attendee.addresses,
        usual: 900_000,
        language: 'fr',
      } as const;
      const reminders = remindersOf(stored, { from: at, to: at + 7_200_000 }, reader);
      for (const reminder of reminders) {
        assert.ok(reminder.at >= at && reminder.at < at + 7_200_000, 'it is due in the window');
        assert.ok(reminderLetter(reminder.instance, reader).subject.length < 500, 'its subject is a line');
      }
      const day = localDay(at, reader.timeZone);
      const letter = agendaLetter(inOrderOfDay(entriesOf(stored, day, reader)), day.date, reader);
      assert.ok(letter.plain.split('\n').length <= 105, 'a day is told in so many lines');
    }),
  },
  {
    name: 'calendar: whatever a client stores or removes is stored or refused with a code, within bounds',
    property: fc.property(text, text, fc.boolean(), (first, second, mine) => {
      const addresses = mine ? ['anna@fabrikam.example'] : attendee.addresses;
      withinBounds(() => {
        const made = scheduleChange({ next: unsent(first), addresses, now });
        if (made.kind === 'problem' || made.ics === undefined) return;
        const stored = made.ics;
        const changed = scheduleChange({ stored, next: unsent(second), addresses, now });
        const removed = scheduleChange({ stored, addresses, now });
        // What comes back under its UID after it was removed.
        const again = scheduleChange({ former: stored, next: unsent(second), addresses, now });
        for (const change of [made, changed, removed, again]) {
          if (change.kind === 'problem' || change.ics === undefined) continue;
          assert.ok(!isProblem(parseCalendar(change.ics)), 'what is stored can be read');
          assert.ok(!Number.isNaN(change.spanStart) && !Number.isNaN(change.spanEnd), 'it has a place in time');
          for (const { ics } of change.messages) assert.equal(readScheduling(ics).kind, 'message');
        }
      });
    }),
  },
  {
    name: 'calendar: another time, a delegate, a reader more: whatever is stored, what is said of it can be read',
    property: fc.property(text, fc.integer(), (source, at) => {
      const next = unsent(source);
      const filed = scheduleChange({ next, addresses: attendee.addresses, now });
      if (filed.kind === 'problem' || filed.ics === undefined) return;
      const stored = filed.ics;
      const given = { stored, voice: attendee, now };
      withinBounds(() => {
        const time = { start: '2026-12-02T10:00:00', end: '2026-12-02T11:00:00', timeZone: 'Europe/Paris' };
        const proposed = proposeTime({ ...given, time, partStat: 'TENTATIVE' });
        const instance = String(at);
        const single = proposeTime({ ...given, time, partStat: 'DECLINED', instance });
        const to = [{ address: 'petra@fabrikam.example' }];
        const delegated = delegateInvitation({ ...given, to });
        const forwarded = forwardInvitation({ ...given, to });
        const asked = askRefresh(given);
        const said = [
          ...[proposed, single].flatMap((made) => (made.kind === 'proposed' ? [made.counter] : [])),
          ...(delegated.kind === 'delegated' ? delegated.messages : []),
          ...(forwarded.kind === 'forwarded' ? forwarded.messages : []),
          ...('kind' in asked ? [] : [asked]),
        ];
        for (const { ics } of said) assert.equal(readScheduling(ics).kind, 'message', ics);
        for (const made of [proposed, single, delegated])
          if ('ics' in made) assert.ok(!isProblem(parseCalendar(made.ics)), 'what is kept can be read');
      });
    }),
  },
];

/** As a client stores it: without METHOD. */
function unsent(source: string): string {
  return source
    .split('\r\n')
    .filter((line) => !line.startsWith('METHOD'))
    .join('\r\n');
}

/** Components, and how many properties each has. */
function form([component, properties, inner]: JComponent): unknown {
  return [component, properties.length, inner.map(form)];
}

const now = Date.UTC(2026, 10, 24, 12);
const attendee = { addresses: ['johanna@contoso.example'], address: 'johanna@contoso.example' };
const known = receiveRequest({ message: scheduling(calendars[0] ?? ''), attendee, now, reply: 'none' });

/** The message as it meets an empty calendar, and one that holds the event already. */
function merges(message: SchedulingMessage): Merge[] {
  const stored = known.kind === 'put' ? known.ics : '';
  switch (message.method) {
    case 'REQUEST':
      return [
        receiveRequest({ message, attendee, now, reply: 'tentative' }),
        receiveRequest({ stored, message, attendee, now, reply: 'none' }),
      ];
    case 'CANCEL':
      return [receiveCancel({ message, attendee, now }), receiveCancel({ stored, message, attendee, now })];
    case 'REPLY':
      return [receiveReply({ stored, message, from: 'johanna@contoso.example', now })];
    default:
      return [];
  }
}

function scheduling(text: string): SchedulingMessage {
  const message = readScheduling(text);
  if (isProblem(message)) throw new Error(message.where);
  return message;
}
