import assert from 'node:assert/strict';
import { test } from 'node:test';
import { occurrences } from '../occurrences.ts';
import { readScheduling } from '../scheduling/read.ts';
import { calendarOfTnef } from './calendarOfTnef.ts';
import {
  berlin,
  kolkata,
  newYork,
  sydney,
  type WrittenMeeting,
  type WrittenZone,
  writeMeeting,
} from './testing/meeting.ts';
import type { WrittenRecurrence } from './testing/recurrence.ts';
import { writeTnef } from './testing/writer.ts';

const around = { from: 'anna@fabrikam.example', at: Date.UTC(2026, 10, 24, 9) };

function read(written: WrittenMeeting) {
  const made = calendarOfTnef(writeMeeting(written), around);
  assert.ok(made.kind === 'calendar', JSON.stringify(made));
  const again = readScheduling(made.ics);
  assert.ok(again.kind === 'message', JSON.stringify(again));
  return { ...made, message: again, lines: made.ics.replaceAll('\r\n ', '').split('\r\n') };
}

function problemOf(written: WrittenMeeting): string {
  const made = calendarOfTnef(writeMeeting(written), around);
  return made.kind === 'problem' ? `${made.code}: ${made.where}` : 'read';
}

const value = (lines: readonly string[], name: string): string | undefined =>
  // After the VTIMEZONE, which has lines of the same names.
  (
    lines.slice(lines.indexOf('BEGIN:VEVENT')).find((line) => line.split(/[:;]/)[0] === name) ??
    lines.find((line) => line.split(/[:;]/)[0] === name)
  )?.slice(name.length);

const weekly = (more: Partial<WrittenRecurrence> = {}): WrittenRecurrence => ({
  frequency: 0x200b,
  patternType: 1,
  period: 1,
  specific: [0b10],
  start: '2026-11-30T10:00',
  minutes: 60,
  end: { count: 6 },
  ...more,
});

test('TNEF-1 a request: who, when, where, how often revised', () => {
  const { lines, message } = read({
    location: 'Orangerie',
    body: 'Bring the plan.\r\nGoodbye; then.',
    sequence: 3,
    changed: '2026-11-24T08:30:00Z',
    zone: berlin,
    more: [
      { id: 0x0017, type: 'i32', value: 2 },
      { id: 0x0c1a, type: 'text', value: 'Ida Kern' },
      { id: 0x0c1e, type: 'text', value: 'SMTP' },
      { id: 0x0c1f, type: 'text', value: 'Ida@fabrikam.example' },
    ],
    attendees: [
      { name: 'Anna Berg', smtp: 'anna@fabrikam.example', organizer: true },
      { name: 'Johanna "Jo" Winter', smtp: 'Johanna@contoso.example' },
      { name: 'Tomislav', smtp: 'tomislav@contoso.example', type: 2 },
      { name: 'Beamer', smtp: 'beamer@contoso.example', type: 3 },
    ],
  });
  assert.equal(message.method, 'REQUEST');
  assert.equal(message.sequence, 3);
  assert.equal(message.dtstamp, Date.UTC(2026, 10, 24, 8, 30));
  assert.equal(message.organizer, 'anna@fabrikam.example');
  assert.equal(message.organizerSentBy, 'ida@fabrikam.example');
  assert.deepEqual(
    message.attendees.map(({ address, partStat }) => [address, partStat]),
    [
      ['johanna@contoso.example', 'NEEDS-ACTION'],
      ['tomislav@contoso.example', 'NEEDS-ACTION'],
      ['beamer@contoso.example', 'NEEDS-ACTION'],
    ],
  );
  for (const line of [
    'DTSTART;TZID=Europe/Berlin:20261126T100000',
    'DTEND;TZID=Europe/Berlin:20261126T110000',
    'SUMMARY:Planning',
    'LOCATION:Orangerie',
    'DESCRIPTION:Bring the plan.\\nGoodbye\\; then.',
    'PRIORITY:1',
    'CLASS:PUBLIC',
    'TRANSP:OPAQUE',
    'X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY',
    'TZID:Europe/Berlin',
  ])
    assert.ok(lines.includes(line), line);
  assert.ok(lines.some((line) => line.includes('CUTYPE=RESOURCE') && line.includes('ROLE=NON-PARTICIPANT')));
  assert.ok(lines.some((line) => line.includes('ROLE=OPT-PARTICIPANT')));
  assert.ok(!lines.some((line) => line.startsWith('BEGIN:VALARM')), 'reminders are personal');
});

test('TNEF-1 busy status and sensitivity as the organizer means them', () => {
  const table: [number, number, string[]][] = [
    [0, 0, ['TRANSP:TRANSPARENT', 'X-MICROSOFT-CDO-INTENDEDSTATUS:FREE', 'CLASS:PUBLIC']],
    [1, 1, ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-INTENDEDSTATUS:TENTATIVE', 'CLASS:PRIVATE']],
    [3, 2, ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-INTENDEDSTATUS:OOF', 'CLASS:PRIVATE']],
    [4, 3, ['TRANSP:OPAQUE', 'X-MICROSOFT-CDO-INTENDEDSTATUS:WORKINGELSEWHERE', 'CLASS:CONFIDENTIAL']],
  ];
  for (const [busy, sensitivity, expected] of table) {
    const octets = writeTnef({
      messageClass: 'IPM.Schedule.Meeting.Request',
      properties: [
        { id: 0x0036, type: 'i32', value: sensitivity },
        { id: { set: 'appointment', lid: 0x8224 }, type: 'i32', value: busy },
        { id: { set: 'appointment', lid: 0x820d }, type: 'time', value: Date.UTC(2026, 10, 26, 9) },
        {
          id: { set: 'meeting', lid: 0x3 },
          type: 'binary',
          value: Buffer.from(`040000008200e00074c5b7101a82e008${'00'.repeat(20)}0100000041`, 'hex'),
        },
      ],
    });
    const made = calendarOfTnef(octets, around);
    assert.ok(made.kind === 'calendar', JSON.stringify(made));
    for (const line of expected) assert.ok(made.ics.includes(`${line}\r\n`), `${busy}: ${line}`);
  }
});

test('TNEF-2 message classes, old and new, are the methods of iTIP', () => {
  const table: [string, string, string?][] = [
    ['IPM.Schedule.Meeting.Request', 'REQUEST'],
    ['IPM.Schedule.Meeting.Request.Fabrikam', 'REQUEST'],
    ['IPM.Microsoft Schedule.MtgReq', 'REQUEST'],
    ['IPM.Schedule.Meeting.Canceled', 'CANCEL'],
    ['IPM.Microsoft Schedule.MtgCncl', 'CANCEL'],
    ['IPM.Schedule.Meeting.Resp.Pos', 'REPLY', 'ACCEPTED'],
    ['IPM.Microsoft Schedule.MtgRespP', 'REPLY', 'ACCEPTED'],
    ['IPM.Schedule.Meeting.Resp.Neg', 'REPLY', 'DECLINED'],
    ['IPM.Microsoft Schedule.MtgRespN', 'REPLY', 'DECLINED'],
    ['IPM.Schedule.Meeting.Resp.Tent', 'REPLY', 'TENTATIVE'],
    ['IPM.Microsoft Schedule.MtgRespA', 'REPLY', 'TENTATIVE'],
  ];
  for (const [messageClass, method, partStat] of table) {
    const { message } = read({ messageClass });
    assert.equal(message.method, method, messageClass);
    if (partStat) assert.equal(message.attendees[0]?.partStat, partStat, messageClass);
  }
  for (const messageClass of [
    'IPM.Microsoft Mail.Note',
    'IPM.Schedule.Meeting.Notification.Forward',
    'IPM.Schedule.Meeting',
  ])
    assert.equal(problemOf({ messageClass }), 'no-method: message class', messageClass);
});

test('TNEF-2 an answer is the sender’s, to the organizer; a new time proposed is a COUNTER', () => {
  const answer: WrittenMeeting = {
    messageClass: 'IPM.Microsoft Schedule.MtgRespP',
    organizer: { name: 'Petra Lind', smtp: 'petra@fabrikam.example' },
    attendees: [{ name: 'Johanna Winter', smtp: 'johanna@contoso.example' }],
    changed: '2026-11-24T08:45:00Z',
    sequence: 1,
  };
  const { message } = read(answer);
  assert.equal(message.organizer, 'johanna@contoso.example');
  assert.deepEqual(message.attendees, [
    { address: 'petra@fabrikam.example', partStat: 'ACCEPTED', name: 'Petra Lind' },
  ]);
  assert.equal(message.dtstamp, Date.UTC(2026, 10, 24, 8, 45));
  const counter = read({
    ...answer,
    more: [
      { id: { set: 'appointment', lid: 0x8257 }, type: 'bool', value: true },
      { id: { set: 'appointment', lid: 0x8250 }, type: 'time', value: Date.UTC(2026, 10, 27, 13) },
      { id: { set: 'appointment', lid: 0x8251 }, type: 'time', value: Date.UTC(2026, 10, 27, 14) },
    ],
  });
  assert.equal(counter.message.method, 'COUNTER');
  assert.equal(value(counter.lines, 'DTSTART'), ':20261127T130000Z');
});

test('TNEF-3 legacy Exchange addresses: the organizer is the From, invited people are left out and counted', () => {
  const { message, leftOut } = read({
    organizer: { name: 'Anna Berg', legacy: '/o=Fabrikam/ou=First/cn=Recipients/cn=anna' },
    attendees: [
      { name: 'Johanna Winter', legacy: '/o=Fabrikam/cn=jo', smtp: 'johanna@contoso.example' },
      { name: 'Old', legacy: '/o=Fabrikam/cn=old' },
      { name: 'Broken', smtp: 'no address\r\nBcc: x@y.example' },
    ],
  });
  assert.equal(message.organizer, 'anna@fabrikam.example');
  assert.deepEqual(
    message.attendees.map(({ address }) => address),
    ['johanna@contoso.example'],
  );
  assert.equal(leftOut, 2);
});

test('TNEF-4 the UID is what iCalendar calls the same event', () => {
  assert.match(read({}).message.uid, /^040000008200E00074C5B7101A82E00800000000E040C9C1/);
  assert.equal(read({ id: { uid: 'abc-1@google.example' } }).message.uid, 'abc-1@google.example');
  assert.equal(
    read({ instance: '2026-12-07', more: [{ id: { set: 'appointment', lid: 0x8228 }, type: 'time', value: 0 }] })
      .message.uid,
    read({}).message.uid,
  );
});

test('TNEF-5 each way to recur as the rule with the same instances', () => {
  const table: [Partial<WrittenRecurrence>, string][] = [
    [{ frequency: 0x200a, patternType: 0, period: 2 * 1440, specific: [] }, 'FREQ=DAILY;INTERVAL=2;COUNT=6'],
    [{ frequency: 0x200a, specific: [0b0111110] }, 'FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;WKST=MO;COUNT=6'],
    [{ period: 2, end: 'never' }, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO'],
    [{ end: { day: '2027-03-29' } }, 'FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;WKST=MO;UNTIL=20270329T080000Z'],
    [
      { frequency: 0x200c, patternType: 2, specific: [30] },
      'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=6',
    ],
    [{ frequency: 0x200c, patternType: 2, specific: [31] }, 'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1;COUNT=6'],
    [{ frequency: 0x200c, patternType: 4, specific: [31] }, 'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1;COUNT=6'],
    [
      { frequency: 0x200c, patternType: 3, specific: [0b10, 5] },
      'FREQ=MONTHLY;INTERVAL=1;BYDAY=MO;BYSETPOS=-1;COUNT=6',
    ],
    [
      { frequency: 0x200d, patternType: 2, period: 12, specific: [30] },
      'FREQ=YEARLY;INTERVAL=1;BYMONTH=11;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=6',
    ],
    [
      { frequency: 0x200d, patternType: 3, period: 24, specific: [0b10, 5] },
      'FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=MO;BYSETPOS=-1;COUNT=6',
    ],
  ];
  const parts = (rule = ''): string[] => rule.replace(/^:/, '').split(';').sort();
  for (const [more, rule] of table) {
    const { lines } = read({ start: '2026-11-30T09:00:00Z', zone: berlin, recurrence: weekly(more) });
    assert.deepEqual(parts(value(lines, 'RRULE')), parts(rule));
  }
});

test('TNEF-5 exceptions are overrides, deleted instances EXDATE, and the rest is the series', () => {
  const { ics, lines } = read({
    start: '2026-11-30T09:00:00Z',
    zone: berlin,
    location: 'Orangerie',
    recurrence: weekly({
      deleted: ['2026-12-14'],
      exceptions: [
        {
          original: '2026-12-07T10:00',
          start: '2026-12-08T14:00',
          end: '2026-12-08T16:00',
          subject: 'Größer',
          location: 'Hof',
          busyStatus: 0,
        },
        { original: '2026-12-21T10:00', start: '2026-12-21T09:00', end: '2026-12-21T10:00' },
      ],
    }),
  });
  assert.equal(value(lines, 'EXDATE'), ';TZID=Europe/Berlin:20261214T100000');
  assert.deepEqual(
    occurrences(ics, 0, Date.UTC(2030, 0, 1)).map(({ start, end, summary, location, busy }) => [
      new Date(start).toISOString().slice(0, 16),
      (end - start) / 60_000,
      summary,
      location,
      busy,
    ]),
    [
      ['2026-11-30T09:00', 60, 'Planning', 'Orangerie', 'BUSY'],
      ['2026-12-08T13:00', 120, 'Größer', 'Hof', 'FREE'],
      ['2026-12-21T08:00', 60, 'Planning', 'Orangerie', 'BUSY'],
      ['2026-12-28T09:00', 60, 'Planning', 'Orangerie', 'BUSY'],
      ['2027-01-04T09:00', 60, 'Planning', 'Orangerie', 'BUSY'],
    ],
  );
});

test('TNEF-7 a series keeps its hour on the wall on both sides of each change of the clock', () => {
  const table: [WrittenZone, string, string, string[]][] = [
    [berlin, '2026-10-19T10:00', '2026-10-19T08:00:00Z', ['08:00', '09:00', '09:00']],
    [berlin, '2027-03-22T10:00', '2027-03-22T09:00:00Z', ['09:00', '08:00', '08:00']],
    [newYork, '2026-10-26T10:00', '2026-10-26T14:00:00Z', ['14:00', '15:00', '15:00']],
    [newYork, '2027-03-08T10:00', '2027-03-08T15:00:00Z', ['15:00', '14:00', '14:00']],
    [sydney, '2027-03-29T10:00', '2027-03-28T23:00:00Z', ['23:00', '00:00', '00:00']],
    [sydney, '2026-09-28T10:00', '2026-09-28T00:00:00Z', ['00:00', '23:00', '23:00']],
    [kolkata, '2026-10-19T10:00', '2026-10-19T04:30:00Z', ['04:30', '04:30', '04:30']],
  ];
  for (const [zone, first, start, hours] of table) {
    // Once with its Windows name, once as somebody's own zone with the same rules.
    for (const shape of [
      zone,
      { bias: zone.bias, ...(zone.changes && { daylightBias: -60, changes: zone.changes }) },
    ]) {
      const { ics } = read({ start, zone: shape, recurrence: weekly({ start: first, end: { count: 3 } }) });
      const told = occurrences(ics, 0, Date.UTC(2030, 0, 1)).map((each) =>
        new Date(each.start).toISOString().slice(11, 16),
      );
      assert.deepEqual(told, hours, `${shape.name ?? 'own'} ${first}`);
    }
  }
});

test('TNEF-7 zones: by Windows name, by rules, and as they stand where no zone is like them', () => {
  const tzid = (zone: WrittenZone, start = '2026-11-30T09:00:00Z'): string | undefined =>
    value(read({ start, zone, recurrence: weekly() }).lines, 'TZID');
  assert.equal(tzid(berlin), ':Europe/Berlin');
  assert.match(tzid({ ...berlin, name: 'Customized Time Zone' }) ?? '', /^:Europe\//);
  const odd: WrittenZone = {
    name: 'Garden Time',
    bias: -75,
    daylightBias: -30,
    changes: [
      [9, 3, 2, 1],
      [5, 3, 2, 1],
    ],
  };
  assert.equal(tzid(odd, '2026-11-30T08:45:00Z'), ':Garden Time');
});

test('TNEF-7 a known name whose zone does not fit gives way to the rules, and does not come back when it is read', () => {
  const odd: WrittenZone = { name: 'W. Europe Standard Time', bias: -120 };
  const { ics, lines } = read({ start: '2026-11-30T08:00:00Z', zone: odd, recurrence: weekly({ end: { count: 2 } }) });
  assert.equal(value(lines, 'TZID'), ':Etc/GMT-2');
  const never: WrittenZone = { name: 'W. Europe Standard Time', bias: -75 };
  const other = read({ start: '2026-11-30T08:45:00Z', zone: never, recurrence: weekly({ end: { count: 2 } }) });
  const hours = (text: string) =>
    occurrences(text, 0, 4e12).map(({ start }) => new Date(start).toISOString().slice(11, 16));
  assert.deepEqual(hours(ics), ['08:00', '08:00']);
  assert.deepEqual(hours(other.ics), ['08:45', '08:45']);
});

test('TNEF-6 what is not certain is a problem and no guess', () => {
  const recurring = { start: '2026-11-30T09:00:00Z', recurrence: weekly() };
  assert.equal(problemOf(recurring), 'unreadable: time zone');
  // UTC and wall of the first instance are an hour apart: one of zone and time is wrong.
  assert.equal(problemOf({ ...recurring, zone: berlin, start: '2026-11-30T08:00:00Z' }), 'unreadable: time zone');
  assert.equal(
    problemOf({ ...recurring, zone: berlin, recurrence: weekly({ calendarType: 8 }) }),
    'unreadable: recurrence',
  );
  assert.equal(problemOf({ instance: '2026-12-07' }), 'unreadable: instance');
  assert.equal(
    problemOf({ more: [{ id: { set: 'meeting', lid: 0x000a }, type: 'bool', value: true }] }),
    'unreadable: instance',
  );
  const blank = calendarOfTnef(writeTnef({ messageClass: 'IPM.Schedule.Meeting.Request', properties: [] }), around);
  assert.equal(blank.kind === 'problem' && blank.code, 'no-uid');
});

test('TNEF-8 one instance: by the time it replaces, or by its day and the time of the series', () => {
  const replaced = read({
    instance: '2026-12-07',
    zone: berlin,
    more: [{ id: { set: 'appointment', lid: 0x8228 }, type: 'time', value: Date.UTC(2026, 11, 7, 9) }],
  });
  assert.deepEqual(replaced.message.recurrenceIds, ['20261207T090000Z']);
  const packed = (10 << 12) | (30 << 6);
  const told = read({
    messageClass: 'IPM.Schedule.Meeting.Canceled',
    instance: '2026-07-06',
    zone: { ...berlin, structToo: true },
    more: [{ id: { set: 'meeting', lid: 0x000e }, type: 'i32', value: packed }],
  });
  assert.deepEqual(told.message.recurrenceIds, ['20260706T083000Z']);
  assert.equal(value(told.lines, 'STATUS'), ':CANCELLED');
});

test('TNEF-9 all day is a DATE where both ends are midnight of the zone, and only there', () => {
  const day = { allDay: true, start: '2026-11-25T23:00:00Z', end: '2026-11-26T23:00:00Z' };
  const dates = ({ lines }: { lines: string[] }) => [value(lines, 'DTSTART'), value(lines, 'DTEND')];
  assert.deepEqual(dates(read({ ...day, zone: berlin })), [';VALUE=DATE:20261126', ';VALUE=DATE:20261127']);
  assert.deepEqual(dates(read(day)), [':20261125T230000Z', ':20261126T230000Z']);
  const series = read({
    ...day,
    zone: berlin,
    start: '2026-11-29T23:00:00Z',
    end: '2026-11-30T23:00:00Z',
    recurrence: weekly({
      start: '2026-11-30T00:00',
      minutes: 1440,
      deleted: ['2026-12-07'],
      end: { day: '2026-12-28' },
    }),
  });
  assert.deepEqual(dates(series), [';VALUE=DATE:20261130', ';VALUE=DATE:20261201']);
  assert.equal(value(series.lines, 'EXDATE'), ';VALUE=DATE:20261207');
  assert.match(value(series.lines, 'RRULE') ?? '', /UNTIL=20261228($|;)/);
});

test('TNEF-10 text in a code page is read in it', () => {
  const octets = Buffer.from('d0cbc0cd', 'hex');
  const subject = { id: 0x00018004, data: Buffer.concat([octets, Buffer.alloc(1)]) };
  const made = (codePage: number): string => {
    const written = writeTnef({
      messageClass: 'IPM.Microsoft Schedule.MtgReq',
      codePage,
      attributes: [subject],
      properties: [
        { id: { set: 'appointment', lid: 0x820d }, type: 'time', value: Date.UTC(2026, 10, 26, 9) },
        {
          id: { set: 'meeting', lid: 0x23 },
          type: 'binary',
          value: Buffer.from(`040000008200e00074c5b7101a82e008${'00'.repeat(20)}0100000041`, 'hex'),
        },
      ],
    });
    const read = calendarOfTnef(written, around);
    return read.kind === 'calendar' ? (/SUMMARY:(.*)\r/.exec(read.ics)?.[1] ?? '') : read.code;
  };
  assert.equal(made(1251), 'РЛАН');
  assert.equal(made(1252), 'ÐËÀÍ');
  assert.equal(made(1253), 'ΠΛΐΝ');
});

test('TNEF-11 cut among attachments it is whole; cut before them, or with a wrong sum, it is not read', () => {
  const whole = writeMeeting({ attachments: [{ title: 'plan.pdf', data: Buffer.alloc(50_000, 1) }] });
  const cutLate = calendarOfTnef(whole.subarray(0, whole.length - 20_000), { ...around, truncated: true });
  assert.equal(cutLate.kind, 'calendar');
  for (const at of [3, 20, 60, 500, 900]) {
    const early = calendarOfTnef(whole.subarray(0, at), { ...around, truncated: true });
    assert.equal(early.kind, 'problem', `cut at ${at}`);
  }
  const wrong = Buffer.from(whole);
  wrong[700] = (wrong[700] ?? 0) ^ 1;
  const read = calendarOfTnef(wrong, around);
  assert.equal(read.kind === 'problem' && read.where, 'TNEF checksum');
});
