import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarOfTnef } from './calendarOfTnef.ts';
import { berlin, type WrittenMeeting, writeMeeting } from './testing/meeting.ts';
import { around, problemOf, read, value } from './testing/read.ts';
import { writeTnef } from './testing/writer.ts';

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
