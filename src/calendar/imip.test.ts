import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWords } from '../mail/encodedWord.ts';
import { composeImip } from './imip.ts';
import { receiveRequest } from './itip/attendee.ts';
import { organized } from './itip/organize.fixture.ts';
import { cancelEvent, changeEvent, createEvent, type Organized } from './itip/organize.ts';
import { readScheduling } from './scheduling/read.ts';

const now = Date.UTC(2026, 10, 20, 9);
const organizer = { address: 'johanna@contoso.example', name: 'Johanna Wïnter' };
const random = { uuid: () => '00000000-0000-4000-8000-000000000000', bytes: (count: number) => Buffer.alloc(count, 7) };
const draft = {
  uid: 'u1@contoso.example',
  summary: 'Semis <b>d’été</b>',
  description: 'Bring gloves & "seeds"',
  location: 'Greenhouse',
  url: 'https://meet.contoso.example/1',
  start: '2026-11-24T09:00:00',
  end: '2026-11-24T10:00:00',
  timeZone: 'Europe/Paris',
  attendees: [{ address: 'petra@fabrikam.example' }],
  organizer,
  now,
};

function first(made: ReturnType<typeof createEvent>, stored?: string) {
  const said = organized(made, { address: organizer.address, now, ...(stored !== undefined && { stored }) });
  const [message] = said.messages;
  assert.ok(message);
  return message;
}

function mail(outgoing: ReturnType<typeof first>, language: 'en' | 'fr' = 'en'): string {
  return composeImip(outgoing, {
    language,
    fromName: organizer.name,
    messageId: '<m1@contoso.example>',
    date: now,
    random,
    recipient: 'petra@fabrikam.example',
    timeZone: 'America/New_York',
    extraHeaders: [['X-Passerelle-Origin', 'signed']],
  }).toString('latin1');
}

function header(message: string, name: string): string {
  const at = message.indexOf(`${name}: `) + name.length + 2;
  const lines = message.slice(at).split('\r\n');
  return lines.slice(0, 1 + lines.slice(1).findIndex((line) => !line.startsWith(' '))).join('');
}

/** Text of a part, out of its transfer encoding. */
function part(message: string, type: string): string {
  const at = message.indexOf(`Content-Type: ${type}`);
  const [head = '', ...rest] = message.slice(at).split('\r\n\r\n');
  const body = (rest.join('\r\n\r\n').split('\r\n--')[0] ?? '').trim();
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(head)) return body;
  const octets = body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString('utf8');
}

test('ITIP-18 an invitation reads as mail, as calendar, and as an attachment, all the same event', () => {
  const outgoing = first(createEvent(draft));
  const message = mail(outgoing);
  assert.match(decodeWords(header(message, 'From')), /^"?Johanna Wïnter"? <johanna@contoso\.example>$/);
  assert.doesNotMatch(message, /[\x80-\xff]/);
  assert.match(message, /^To: petra@fabrikam\.example\r$/m);
  assert.match(message, /^Date: Fri, 20 Nov 2026 09:00:00 \+0000\r$/m);
  assert.match(message, /^Content-Class: urn:content-classes:calendarmessage\r$/m);
  assert.match(message, /^X-Passerelle-Origin: signed\r$/m);
  assert.doesNotMatch(message, /Auto-Submitted/);
  assert.match(message, /Content-Type: text\/calendar;[^:]*method=REQUEST/);
  assert.match(message, /filename="?invite\.ics/);
  const plain = part(message, 'text/plain');
  assert.match(plain, /Tuesday, November 24, 2026.*3:00.*4:00.AM \(America\/New_York\)/);
  assert.match(plain, /Where: Greenhouse/);
  const read = readScheduling(part(message, 'text/calendar'));
  assert.equal(read.kind === 'message' && read.uid, draft.uid);
  assert.equal(part(message, 'application/ics').trim(), outgoing.ics.trim());
});

test('ITIP-18 what people write can’t become markup, and only https is a link', () => {
  const html = part(mail(first(createEvent(draft))), 'text/html');
  assert.match(html, /&lt;b&gt;d’été&lt;\/b&gt;/);
  assert.doesNotMatch(html, /<b>/);
  assert.match(html, /<a href="https:\/\/meet\.contoso\.example\/1">/);
  const sly = part(mail(first(createEvent({ ...draft, url: 'javascript:alert(1)' }))), 'text/html');
  assert.doesNotMatch(sly, /href/);
});

test('ITIP-18 subject and text say what happened, in the reader’s language', () => {
  const subject = (message: string): string => decodeWords(header(message, 'Subject'));
  const made = createEvent(draft) as Organized;
  assert.match(subject(mail(first(made))), /^Invitation: Semis/);
  const changed = changeEvent({ stored: made.ics, draft: { location: 'Shed' }, organizer, now });
  assert.match(subject(mail(first(changed, made.ics))), /^Updated: Semis/);
  const off = cancelEvent({ stored: made.ics, now });
  const french = mail(first(off, made.ics), 'fr');
  assert.match(subject(french), /^Annulé : Semis/);
  assert.match(part(french, 'text/plain'), /Quand: mardi 24 novembre 2026/);
});

test('ITIP-2 an answer that policy gives says that it is automatic', () => {
  const read = readScheduling(first(createEvent(draft)).ics);
  assert.equal(read.kind, 'message');
  if (read.kind !== 'message') return;
  const attendee = { address: 'petra@fabrikam.example', addresses: ['petra@fabrikam.example'] };
  const merge = receiveRequest({ message: read, attendee, now, reply: 'tentative' });
  assert.ok(merge.kind === 'put' && merge.reply);
  const message = mail(merge.reply);
  assert.match(message, /^Auto-Submitted: auto-replied\r$/m);
  assert.match(part(message, 'text/calendar'), /PARTSTAT=TENTATIVE/);
});
