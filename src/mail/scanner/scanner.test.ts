import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MessageScanner } from './scanner.ts';

const calendar = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n';

const invitation = Buffer.from(
  [
    'From: Anna <anna@fabrikam.example>',
    'Content-Type: multipart/mixed; boundary=aa',
    '',
    'preamble',
    '--aa',
    'Content-Type: multipart/alternative; boundary="aab"',
    '',
    '--aab',
    'Content-Type: text/plain',
    '',
    'hello',
    '--aab',
    'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(calendar).toString('base64'),
    '--aab--',
    '--aa',
    'Content-Type: application/octet-stream; name=invite.ics',
    '',
    'X',
    '--aa--',
  ].join('\r\n'),
);

function scan(message: Buffer, step: number, keep: 'nothing' | 'forms' | 'text' = 'text') {
  const scanner = new MessageScanner();
  let told = false;
  for (let at = 0; at < message.length; at += step) {
    scanner.write(message.subarray(at, at + step));
    if (scanner.headers && !told) {
      scanner.keep(keep);
      told = true;
    }
  }
  return { kept: scanner.end(), scanner };
}

test('MIME-7 text and calendar forms are kept whatever the pieces a message comes in', () => {
  for (const step of [1, 2, 3, 7, 50, 10_000]) {
    const { kept } = scan(invitation, step);
    assert.equal(kept.plain, 'hello', `in pieces of ${step}`);
    assert.deepEqual(
      kept.forms.map(({ kind, text }) => [kind, text]),
      [
        ['text/calendar', calendar],
        ['application/ics', 'X'],
      ],
    );
    assert.equal(kept.calendaring, 'REQUEST');
    assert.equal(kept.size, invitation.length);
  }
});

test('MIME-8 any octets in any pieces: no fault, and the same result', () => {
  const shapes = fc.constantFrom(
    '--aa\r\n',
    '--aa--\r\n',
    '\r\n',
    '\n',
    '--',
    'Content-Type: text/calendar\r\n',
    'METHOD:REQUEST\r\n',
    'x',
  );
  const message = fc
    .array(fc.oneof(shapes, fc.string()), { maxLength: 40 })
    .map((parts) => Buffer.from(`Content-Type: multipart/mixed; boundary=aa\r\n\r\n${parts.join('')}`));
  fc.assert(
    fc.property(message, fc.integer({ min: 1, max: 30 }), (octets, step) => {
      assert.deepEqual(scan(octets, step).kept, scan(octets, octets.length).kept);
    }),
  );
});

test('MIME-9 a calendar form over its cap is marked, not read as whole', () => {
  const big = `Content-Type: text/calendar; method=REQUEST\r\n\r\n${'X'.repeat(2 * 1024 * 1024)}`;
  const { kept } = scan(Buffer.from(big), 65_536, 'forms');
  assert.equal(kept.forms[0]?.truncated, true);
  assert.equal(kept.forms[0]?.text?.length, 1024 * 1024);
});

test('MIME-10 what a forwarded message holds is not ours to file', () => {
  const outer = `Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n${invitation}\r\n--o--\r\n`;
  assert.deepEqual(scan(Buffer.from(outer), 100).kept.forms, []);
});

test('MIME-11 a header section over its limit is said to be so', () => {
  const scanner = new MessageScanner();
  const piece = Buffer.from(`X-Long: ${'y'.repeat(300_000)}\r\n\r\n`);
  for (let at = 0; at < piece.length; at++) scanner.write(piece.subarray(at, at + 1));
  assert.equal(scanner.headerTooLarge, true);
});

test('MIME-12 a single text part can not become calendaring, and is not looked at', () => {
  const scanner = new MessageScanner();
  scanner.write(Buffer.from('Content-Type: text/html\r\n\r\n<p>'));
  assert.equal(scanner.calendaring, false);
});

test('MIME-13 a winmail.dat that is a meeting says so', () => {
  const tnef = Buffer.from('\x78\x9f\x3e\x22 IPM.Schedule.Meeting.Request', 'latin1').toString('base64');
  const message = `Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${tnef}\r\n--o--\r\n`;
  assert.equal(scan(Buffer.from(message), 33).scanner.hasMeetingTnef, true);
});
