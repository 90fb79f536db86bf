import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStored } from '../icalendar/parse.ts';
import { answerInvitation } from '../itip/answer.ts';
import { receiveReply } from '../itip/organizer.ts';
import { readScheduling } from './read.ts';

const now = Date.UTC(2026, 10, 24, 9);
const calendar = (lines: readonly string[], method?: string): string =>
  [
    ...[
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Fabrikam//Test//EN',
      ...(method === undefined ? [] : [`METHOD:${method}`]),
    ],
    ...[
      'BEGIN:VEVENT',
      'UID:seeds',
      'DTSTAMP:20261124T085900Z',
      'SEQUENCE:0',
      'DTSTART:20261201T080000Z',
      'DTEND:20261201T090000Z',
    ],
    ...[...lines, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');

const meeting = calendar([
  'ORGANIZER:mailto:johanna@contoso.example',
  'ATTENDEE;PARTSTAT=NEEDS-ACTION;SCHEDULE-STATUS=1.1:mailto:anna@fabrikam.example',
]);

/** The organizer's copy after a REPLY of Anna's with these lines. */
function replied(...lines: string[]): string {
  const ics = calendar(
    ['ORGANIZER:mailto:johanna@contoso.example', 'ATTENDEE;PARTSTAT=DECLINED:mailto:anna@fabrikam.example', ...lines],
    'REPLY',
  );
  const message = readScheduling(ics);
  assert.equal(message.kind, 'message');
  if (message.kind !== 'message') return '';
  const merge = receiveReply({ stored: meeting, message, from: 'anna@fabrikam.example', now });
  return merge.kind === 'put' ? merge.ics.replaceAll('\r\n ', '') : '';
}

test('ITIP-50 a REPLY says 2.0, and the organizer’s copy keeps what a REPLY says in place of how the request was delivered', () => {
  const made = answerInvitation({
    stored: calendar(['ORGANIZER:mailto:anna@fabrikam.example', 'ATTENDEE:mailto:johanna@contoso.example']),
    ...{ addresses: ['johanna@contoso.example'], invitedAs: 'johanna@contoso.example', partStat: 'ACCEPTED', now },
  });
  assert.equal(made.kind === 'answered' && made.reply.ics.includes('REQUEST-STATUS:2.0;Success\r\n'), true);
  assert.match(replied(), /SCHEDULE-STATUS=2\.0;/);
  assert.match(replied('REQUEST-STATUS:4.0;Event conflict.  Date-time is busy.'), /SCHEDULE-STATUS=4\.0;/);
  const two = replied('REQUEST-STATUS:2.0;Success', 'REQUEST-STATUS:2.8;Success, repeating event ignored;RRULE');
  assert.match(two, /SCHEDULE-STATUS="2\.0,2\.8";/);
  assert.ok(parseStored(two));
});

test('ITIP-50 what is no status code is not kept, and no more than a few are', () => {
  assert.match(replied('REQUEST-STATUS:";x=y:";z'), /SCHEDULE-STATUS=2\.0;/);
  const many = Array.from({ length: 50 }, (_, index) => `REQUEST-STATUS:3.${index};No`);
  assert.match(replied(...many), /SCHEDULE-STATUS="3\.0,3\.1,3\.2,3\.3,3\.4";/);
});
