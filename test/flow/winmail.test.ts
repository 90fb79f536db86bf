import assert from 'node:assert/strict';
import { test } from 'node:test';
import { berlin, type WrittenMeeting, writeMeeting } from '../../src/calendar/tnef/testing/meeting.ts';
import { checked, openTestHub } from './hub.ts';

const johanna = 'johanna@contoso.example';
const uid =
  '040000008200E00074C5B7101A82E00800000000E040C9C12685C4010000000000000000100000000BF0ED4B6E4EE94E9E39E3867B378EF3';

/** As Exchange sends it where it takes the reader for an Outlook: text, and a winmail.dat. */
function mail(octets: Buffer, given: { from?: string; verdict?: 'pass' | 'fail'; id?: string } = {}): string {
  const { from = 'anna@fabrikam.example', verdict = 'pass', id = 'w1' } = given;
  return `${checked(verdict, from)}${[
    `From: Anna Berg <${from}>`,
    `To: ${johanna}`,
    'Subject: Planning',
    `Message-ID: <${id}@fabrikam.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain',
    '',
    'When: Thursday.',
    '--b1',
    'Content-Type: application/ms-tnef; name="winmail.dat"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="winmail.dat"',
    '',
    ...(octets.toString('base64').match(/.{1,76}/g) ?? []),
    '--b1--',
    '',
  ].join('\r\n')}`;
}

const request = (more: WrittenMeeting = {}): Buffer => writeMeeting({ zone: berlin, ...more });

test('TNEF-13 PAIN-17 a request is filed tentative, its update moves it, its cancellation cancels it', async (t) => {
  const hub = await openTestHub(t);
  const calendarId = `${hub.person('johanna').id}/calendar`;
  const stored = async () => (await hub.store.reads.object(calendarId, uid))?.ics ?? '';
  const answer = await hub.receive(mail(request()), johanna);
  assert.equal(answer.outcome.kind, 'accepted');
  assert.match(await stored(), /DTSTART;TZID=Europe\/Berlin:20261126T100000/);
  assert.match(await stored(), /X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE/);
  const moved = request({ sequence: 1, start: '2026-11-27T09:00:00Z', changed: '2026-11-24T08:10:00Z' });
  await hub.receive(mail(moved, { id: 'w2' }), johanna);
  assert.match(await stored(), /DTSTART;TZID=Europe\/Berlin:20261127T100000/);
  const cancelled = request({
    messageClass: 'IPM.Microsoft Schedule.MtgCncl',
    sequence: 2,
    changed: '2026-11-24T08:20:00Z',
  });
  await hub.receive(mail(cancelled, { id: 'w3' }), johanna);
  assert.match(await stored(), /STATUS:CANCELLED/);
  assert.deepEqual(
    hub.records.map(({ effect, uid: named }) => [effect, named]),
    [
      ['filed tentative', uid],
      ['updated', uid],
      ['cancelled', uid],
    ],
  );
});

test('TNEF-13 a cancelled instance of a series is that one alone', async (t) => {
  const hub = await openTestHub(t);
  const series = request({
    start: '2026-11-30T09:00:00Z',
    recurrence: {
      frequency: 0x200b,
      patternType: 1,
      period: 1,
      specific: [0b10],
      start: '2026-11-30T10:00',
      minutes: 60,
      end: { count: 4 },
    },
  });
  await hub.receive(mail(series), johanna);
  const one = request({
    messageClass: 'IPM.Schedule.Meeting.Canceled',
    instance: '2026-12-07',
    start: '2026-12-07T09:00:00Z',
    sequence: 1,
    changed: '2026-11-24T08:30:00Z',
    more: [{ id: { set: 'appointment', lid: 0x8228 }, type: 'time', value: Date.UTC(2026, 11, 7, 9) }],
  });
  await hub.receive(mail(one, { id: 'w2' }), johanna);
  assert.equal(hub.records.at(-1)?.effect, 'instance-cancelled');
  const { from, to } = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2027, 1, 1) };
  const { occurrences } = await import('../../src/calendar/occurrences.ts');
  const object = await hub.store.reads.object(`${hub.person('johanna').id}/calendar`, uid);
  const live = occurrences(object?.ics ?? '', from, to).filter(({ status }) => status !== 'CANCELLED');
  assert.deepEqual(
    live.map(({ start }) => new Date(start).toISOString().slice(0, 13)),
    ['2026-11-30T09', '2026-12-14T09', '2026-12-21T09'],
  );
});

test('TNEF-13 an answer answers', async (t) => {
  const hub = await openTestHub(t);
  const made = await hub.hub.createEvent(hub.person('johanna').id, {
    summary: 'Planning',
    start: '2026-11-26T10:00:00',
    end: '2026-11-26T11:00:00',
    timeZone: 'Europe/Paris',
    attendees: [{ address: 'petra@fabrikam.example' }],
  });
  assert.ok('uid' in made, JSON.stringify(made));
  const answer = writeMeeting({
    messageClass: 'IPM.Microsoft Schedule.MtgRespP',
    id: { uid: made.uid },
    organizer: { name: 'Petra Lind', smtp: 'petra@fabrikam.example' },
    changed: '2026-11-24T09:10:00Z',
  });
  await hub.receive(mail(answer, { from: 'petra@fabrikam.example' }), johanna, 'petra@fabrikam.example');
  const stored = await hub.store.reads.object(`${hub.person('johanna').id}/calendar`, made.uid);
  assert.match((stored?.ics ?? '').replaceAll('\r\n ', ''), /PARTSTAT=ACCEPTED[^\r]*petra@fabrikam/);
});

test('TNEF-13 one that waits for her word is filed by it', async (t) => {
  const hub = await openTestHub(t);
  await hub.receive(mail(request(), { verdict: 'fail' }), johanna);
  const [held] = await hub.store.reads.held({ personId: hub.person('johanna').id });
  assert.equal(held?.why, 'tier');
  assert.deepEqual(await hub.hub.settleHeld(held?.id ?? '', 'file'), { kind: 'settled' });
  assert.ok(await hub.store.reads.object(`${hub.person('johanna').id}/calendar`, uid));
});

test('TNEF-13 what can’t be decoded is accepted and held', async (t) => {
  const hub = await openTestHub(t);
  const whole = request();
  const answer = await hub.receive(mail(whole.subarray(0, 400)), johanna);
  assert.equal(answer.outcome.kind, 'accepted');
  assert.equal(hub.records[0]?.effect, 'held: unreadable');
  const [held] = await hub.store.reads.held({ personId: hub.person('johanna').id });
  assert.equal(held?.why, 'unreadable');
});
