import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ObjectChange, type ScheduledChange, scheduleChange } from './implicit.ts';

const now = Date.UTC(2026, 10, 20, 9);
const johanna = ['johanna@contoso.example', 'jo@contoso.example'];

interface Text {
  readonly start?: string;
  readonly lines?: readonly string[];
  readonly attendees?: readonly string[];
  readonly organizer?: string;
  readonly sequence?: number;
  readonly more?: readonly (readonly string[])[];
}

function event(text: Text = {}): string[] {
  const { start = '20261201T080000Z', attendees = ['petra@fabrikam.example'], sequence = 0 } = text;
  return [
    'BEGIN:VEVENT',
    'UID:meet-1@contoso.example',
    'DTSTAMP:20261119T100000Z',
    `SEQUENCE:${sequence}`,
    `DTSTART:${start}`,
    'DURATION:PT1H',
    'SUMMARY:Planting',
    `ORGANIZER:mailto:${text.organizer ?? 'johanna@contoso.example'}`,
    ...attendees.map((each) => (each.startsWith('ATTENDEE') ? each : `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${each}`)),
    ...(text.lines ?? []),
    'END:VEVENT',
  ];
}

function object(...events: readonly (readonly string[])[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Example//Client//EN',
    ...events.flat(),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

function change(given: Omit<ObjectChange, 'addresses' | 'now'> & Partial<ObjectChange>): ScheduledChange {
  const made = scheduleChange({ addresses: johanna, now, ...given });
  assert.equal(made.kind, 'scheduled', JSON.stringify(made));
  return made as ScheduledChange;
}

function refusal(given: Omit<ObjectChange, 'addresses' | 'now'>): string {
  const made = scheduleChange({ addresses: johanna, now, ...given });
  return made.kind === 'problem' ? made.code : made.kind;
}

/** `METHOD to… seq N RECURRENCE-ID`, one a message. */
function said({ messages }: ScheduledChange): string[] {
  return messages.map((each) =>
    [each.method, ...each.to, `seq ${each.sequence}`, each.partStat, each.recurrenceId]
      .filter((part) => part !== undefined)
      .join(' '),
  );
}

const unfolded = (text: string | undefined): string => String(text).replaceAll('\r\n ', '');
const weekly = { lines: ['RRULE:FREQ=WEEKLY;COUNT=4'] };
const second = (text: Text = {}): string[] =>
  event({ start: '20261208T080000Z', ...text, lines: ['RECURRENCE-ID:20261208T080000Z', ...(text.lines ?? [])] });

test('ITIP-19 a new object of the organizer invites all, and says so in SCHEDULE-STATUS', () => {
  const made = change({ next: object(event({ attendees: ['petra@fabrikam.example', 'jakob@contoso.example'] })) });
  assert.equal(made.role, 'organizer');
  assert.deepEqual(said(made), ['REQUEST petra@fabrikam.example jakob@contoso.example seq 0']);
  assert.match(unfolded(made.ics), /ATTENDEE;[^\r]*SCHEDULE-STATUS=1\.1[^\r]*petra/);
  assert.doesNotMatch(unfolded(made.messages[0]?.ics), /SCHEDULE-STATUS/);
  assert.equal(made.asSent, false);
  assert.equal(made.spanStart, Date.UTC(2026, 11, 1, 8));
});

test('ITIP-19 alarms of the organizer tell nobody anything and leave the text as it was sent', () => {
  const next = object(event({ lines: ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'END:VALARM'] }));
  const made = change({ stored: object(event()), next });
  assert.deepEqual(said(made), []);
  assert.equal(made.ics, next);
  assert.equal(made.asSent, true);
});

test('ITIP-19 another time under the same SEQUENCE is given the next, and asks anew', () => {
  const stored = object(event({ attendees: ['ATTENDEE;PARTSTAT=ACCEPTED:mailto:petra@fabrikam.example'] }));
  const next = stored.replace('T080000Z', 'T100000Z');
  const made = change({ stored, next });
  assert.deepEqual(said(made), ['REQUEST petra@fabrikam.example seq 1']);
  assert.match(unfolded(made.ics), /PARTSTAT=NEEDS-ACTION/);
  assert.equal(made.messages[0]?.update, true);
});

test('ITIP-19 who is added gets a REQUEST, who is taken off a CANCEL, the rest hear nothing', () => {
  const stored = object(event({ attendees: ['petra@fabrikam.example', 'jakob@contoso.example'] }));
  const next = object(event({ attendees: ['petra@fabrikam.example', 'tomislav@contoso.example'] }));
  assert.deepEqual(said(change({ stored, next })).sort(), [
    'CANCEL jakob@contoso.example seq 0',
    'REQUEST tomislav@contoso.example seq 0',
  ]);
});

test('ITIP-19 one instance called off is a CANCEL of that instance, however the client says it', () => {
  const stored = object(event(weekly));
  const excluded = object(event({ lines: [...weekly.lines, 'EXDATE:20261208T080000Z'] }));
  const marked = object(event(weekly), second({ lines: ['STATUS:CANCELLED'] }));
  for (const next of [excluded, marked]) {
    const made = change({ stored, next });
    assert.equal(made.messages.length, 1);
    assert.match(String(said(made)[0]), /^CANCEL petra@fabrikam\.example seq \d 20261208T080000Z$/);
  }
});

test('ITIP-19 whoever is invited to one instance learns of that one alone, and the others of nothing', () => {
  const stored = object(event(weekly));
  const next = object(event(weekly), second({ attendees: ['petra@fabrikam.example', 'tomislav@contoso.example'] }));
  const made = change({ stored, next });
  const to = made.messages.find((each) => each.to.includes('tomislav@contoso.example'));
  assert.equal(to?.recurrenceId, '20261208T080000Z');
  assert.doesNotMatch(String(to?.ics), /RRULE/);
});

test('ITIP-19 removal calls the event off for all; one that is long over is removed in silence', () => {
  assert.deepEqual(said(change({ stored: object(event()) })), ['CANCEL petra@fabrikam.example seq 1']);
  assert.deepEqual(said(change({ stored: object(event({ start: '20261001T080000Z' })) })), []);
  assert.deepEqual(said(change({ next: object(event({ start: '20201001T080000Z' })) })), []);
});

test('ITIP-20 SCHEDULE-AGENT keeps the server silent, SCHEDULE-FORCE-SEND makes it speak and is not kept', () => {
  for (const agent of ['CLIENT', 'NONE', 'X-OTHER']) {
    const attendees = [`ATTENDEE;SCHEDULE-AGENT=${agent}:mailto:petra@fabrikam.example`];
    const made = change({ next: object(event({ attendees })) });
    assert.deepEqual(said(made), []);
    assert.doesNotMatch(String(made.ics), /SCHEDULE-STATUS/);
  }
  const forced = ['ATTENDEE;PARTSTAT=NEEDS-ACTION;SCHEDULE-FORCE-SEND=REQUEST:mailto:petra@fabrikam.example'];
  const made = change({ stored: object(event()), next: object(event({ attendees: forced })) });
  assert.deepEqual(said(made), ['REQUEST petra@fabrikam.example seq 0']);
  assert.doesNotMatch(unfolded(made.ics), /FORCE-SEND/);
  const nowhere = change({ next: object(event({ attendees: ['ATTENDEE:urn:uuid:1'] })) });
  assert.deepEqual(said(nowhere), []);
  assert.match(unfolded(nowhere.ics), /SCHEDULE-STATUS=3\.7/);
});

const invitation = (text: Text = {}): string[] =>
  event({
    organizer: 'petra@fabrikam.example',
    attendees: ['petra@fabrikam.example', 'jo@contoso.example', 'tomislav@contoso.example'],
    ...text,
  });
const answering = (partStat: string): string[] => [
  'petra@fabrikam.example',
  `ATTENDEE;PARTSTAT=${partStat}:mailto:jo@contoso.example`,
  'tomislav@contoso.example',
];

test('ITIP-21 a changed PARTSTAT is one REPLY from the address that was invited', () => {
  const next = object(invitation({ attendees: answering('ACCEPTED') }));
  const made = change({ stored: object(invitation()), next });
  assert.equal(made.role, 'attendee');
  assert.equal(made.invitedAs, 'jo@contoso.example');
  assert.equal(made.messages[0]?.from, 'jo@contoso.example');
  assert.deepEqual(said(made), ['REPLY petra@fabrikam.example seq 0 ACCEPTED']);
  assert.deepEqual(said(change({ ...(made.ics === undefined ? {} : { stored: made.ics }), next })), []);
});

test("ITIP-21 what is the organizer's is refused to the attendee, the meeting not taken over", () => {
  const stored = object(invitation());
  assert.equal(refusal({ stored, next: stored.replace('T080000Z', 'T100000Z') }), 'attendee-change-not-allowed');
  assert.equal(refusal({ stored, next: stored.replace('Planting', 'Weeding') }), 'attendee-change-not-allowed');
  const alone = object(invitation({ attendees: ['jo@contoso.example'] }));
  assert.equal(refusal({ stored, next: alone }), 'attendee-change-not-allowed');
  const stolen = stored.replace('ORGANIZER:mailto:petra@fabrikam.example', 'ORGANIZER:mailto:jo@contoso.example');
  assert.equal(refusal({ stored, next: stolen }), 'attendee-change-not-allowed');
  assert.equal(refusal({ stored: object(event()), next: stored }), 'organizer-change-not-allowed');
});

test('ITIP-21 her alarms and colour are hers; a client that leaves exceptions out loses none of them', () => {
  const stored = object(invitation(weekly), second({ ...invitationOf(), start: '20261208T110000Z' }));
  const lines = [...weekly.lines, 'COLOR:green', 'BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-PT5M', 'END:VALARM'];
  const made = change({ stored, next: object(invitation({ lines })) });
  assert.deepEqual(said(made), []);
  assert.match(String(made.ics), /COLOR:green[\s\S]*BEGIN:VALARM/);
  assert.match(String(made.ics), /RECURRENCE-ID:20261208T080000Z/);
});

test('ITIP-21 an instance that she takes off her calendar is declined, and put back it is not lost', () => {
  const stored = object(invitation(weekly));
  const next = object(invitation({ lines: [...weekly.lines, 'EXDATE:20261208T080000Z'] }));
  const made = change({ stored, next });
  assert.deepEqual(said(made), ['REPLY petra@fabrikam.example seq 0 DECLINED 20261208T080000Z']);
  const back = change({ ...(made.ics === undefined ? {} : { stored: made.ics }), next: stored });
  assert.doesNotMatch(String(back.ics), /EXDATE/);
});

test('ITIP-21 removal declines once, and not where the client asks for silence or she had declined', () => {
  const stored = object(invitation());
  assert.deepEqual(said(change({ stored })), ['REPLY petra@fabrikam.example seq 0 DECLINED']);
  assert.deepEqual(said(change({ stored, scheduleReply: false })), []);
  assert.deepEqual(said(change({ stored: object(invitation({ attendees: answering('DECLINED') })) })), []);
  const agent = stored.replace('ORGANIZER:', 'ORGANIZER;SCHEDULE-AGENT=CLIENT:');
  assert.deepEqual(said(change({ stored: agent })), []);
});

test('ITIP-19 what is nobody’s meeting is stored as it came', () => {
  const next = object(event({ attendees: [] })).replace('ORGANIZER:mailto:johanna@contoso.example\r\n', '');
  const made = change({ next });
  assert.deepEqual([made.role, made.ics, said(made)], ['none', next, []]);
});

test('ITIP-15 objects that can not be stored are refused with a code', () => {
  assert.equal(refusal({ next: 'no calendar' }), 'unreadable');
  assert.equal(refusal({ next: object(event()).replace('VERSION', 'METHOD:REQUEST\r\nVERSION') }), 'has-method');
  assert.equal(refusal({ next: object(event(), event()).replace('UID:meet-1', 'UID:meet-2') }), 'several-uids');
  const other = object(event(weekly), second({ organizer: 'jo@contoso.example' }));
  assert.equal(refusal({ next: other }), 'several-organizers');
  assert.equal(refusal({ stored: object(event()), next: object(event()).replace('meet-1', 'meet-2') }), 'uid-changed');
});

function invitationOf(): Text {
  return { organizer: 'petra@fabrikam.example', attendees: answering('NEEDS-ACTION') };
}
