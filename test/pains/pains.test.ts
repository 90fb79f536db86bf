/** What people suffer from other systems of this kind (docs/rules/pains.md), each shown not to happen here. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { occurrences } from '../../src/calendar/occurrences.ts';
import { openTestHub } from '../flow/hub.ts';
import { anna, invited, jakob, johanna, letter, organizer, outgoing, stamp, stored, waiting } from './letters.ts';

const times = ['DTSTART:20261126T090000Z', 'DTEND:20261126T100000Z', 'SUMMARY:Planning'];
const weekly = [
  ...['DTSTART:20261201T090000Z', 'DTEND:20261201T100000Z', 'RRULE:FREQ=WEEKLY;COUNT=4', 'SUMMARY:Weekly'],
  organizer,
];
const meeting = {
  summary: 'Planning',
  start: '2026-12-01T09:00:00',
  end: '2026-12-01T10:00:00',
  timeZone: 'Europe/Paris',
};

test('PAIN-1 the answer to a forwarded invitation reaches the organizer', async (t) => {
  const hub = await openTestHub(t);
  const marek = 'marek@adatum.example';
  const events = [[stamp(0), 'SEQUENCE:0', ...times, organizer, invited(marek)]];
  await hub.receive(letter({ method: 'REQUEST', uid: 'forwarded', from: marek, events }), johanna, marek);
  assert.match(await stored(hub, 'forwarded'), /SUMMARY:Planning/);
  await hub.hub.answer(hub.person('johanna').id, 'forwarded', 'ACCEPTED');
  const [reply, ...more] = await outgoing(hub);
  assert.deepEqual([reply?.method, reply?.recipient, more], ['REPLY', anna, []]);
  assert.match(reply?.calendar ?? '', /ATTENDEE[^\r]*PARTSTAT=ACCEPTED[^\r]*:mailto:johanna@contoso\.example/);
});

test('PAIN-2 PAIN-3 an outsider’s answer without ORGANIZER counts', async (t) => {
  const hub = await openTestHub(t);
  const made = await hub.hub.createEvent(hub.person('johanna').id, { ...meeting, attendees: [{ address: anna }] });
  assert.ok(made.kind === 'created');
  const events = [[stamp(59), 'SEQUENCE:0', 'DTSTART:20261201T080000Z', `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${anna}`]];
  await hub.receive(letter({ method: 'REPLY', uid: made.uid, events }), johanna, anna);
  assert.match(await stored(hub, made.uid), /ATTENDEE[^\r]*PARTSTAT=ACCEPTED[^\r]*:mailto:anna@fabrikam\.example/);
});

test('PAIN-3 updates and cancellations from outside have their effect', async (t) => {
  const hub = await openTestHub(t);
  const say = (method: string, sequence: number, lines: readonly string[]): Promise<unknown> =>
    hub.receive(
      letter({
        ...{ method, uid: 'changes' },
        events: [[stamp(sequence), `SEQUENCE:${sequence}`, ...lines, 'SUMMARY:Planning', organizer, invited()]],
      }),
      johanna,
    );
  await say('REQUEST', 0, ['DTSTART:20261126T090000Z', 'DURATION:PT1H']);
  await say('REQUEST', 1, ['DTSTART:20261126T140000Z', 'DURATION:PT1H']);
  assert.match(await stored(hub, 'changes'), /DTSTART:20261126T140000Z/);
  await say('CANCEL', 2, ['DTSTART:20261126T140000Z', 'DURATION:PT1H', 'STATUS:CANCELLED']);
  assert.match(await stored(hub, 'changes'), /STATUS:CANCELLED/);
});

test('PAIN-4 an update of one instance leaves its series, and one cancelled instance leaves the others', async (t) => {
  const hub = await openTestHub(t);
  await hub.receive(
    letter({ method: 'REQUEST', uid: 'series', events: [[stamp(0), 'SEQUENCE:0', ...weekly, invited()]] }),
    johanna,
  );
  const moved = ['RECURRENCE-ID:20261208T090000Z', 'DTSTART:20261208T150000Z', 'DTEND:20261208T160000Z'];
  await hub.receive(
    letter({
      ...{ method: 'REQUEST', uid: 'series' },
      events: [[stamp(1), 'SEQUENCE:1', ...moved, 'SUMMARY:Weekly, later', organizer, invited()]],
    }),
    johanna,
  );
  const off = ['RECURRENCE-ID:20261215T090000Z', 'DTSTART:20261215T090000Z', 'STATUS:CANCELLED'];
  await hub.receive(
    letter({ method: 'CANCEL', uid: 'series', events: [[stamp(2), 'SEQUENCE:2', ...off, organizer, invited()]] }),
    johanna,
  );
  const held = occurrences(await stored(hub, 'series'), Date.UTC(2026, 11, 1), Date.UTC(2027, 0, 1));
  assert.deepEqual(
    held.filter(({ status }) => status !== 'CANCELLED').map(({ start }) => new Date(start).toISOString()),
    ['2026-12-01T09:00:00.000Z', '2026-12-08T15:00:00.000Z', '2026-12-22T09:00:00.000Z'],
  );
});

test('PAIN-5 what nobody vouches for is held, never on the grid', async (t) => {
  const hub = await openTestHub(t);
  const events = [[stamp(0), 'SEQUENCE:0', ...times, organizer, invited()]];
  await hub.receive(letter({ method: 'REQUEST', uid: 'spam', verdict: 'fail', events }), johanna);
  assert.equal(await stored(hub, 'spam'), '');
  assert.deepEqual(
    (await waiting(hub)).map(({ why, tier }) => [why, tier]),
    [['tier', 'unauthenticated']],
  );
});

test('PAIN-6 PAIN-23 an invitation to an alias is hers, and answered from it', async (t) => {
  const hub = await openTestHub(t);
  const events = [[stamp(0), 'SEQUENCE:0', ...times, organizer, invited('jo@contoso.example')]];
  await hub.receive(
    letter({ method: 'REQUEST', uid: 'alias', to: 'jo@contoso.example', events }),
    'jo@contoso.example',
  );
  await hub.hub.answer(hub.person('johanna').id, 'alias', 'DECLINED');
  await hub.hub.answer(hub.person('johanna').id, 'alias', 'DECLINED');
  const replies = await outgoing(hub);
  assert.deepEqual(
    replies.map(({ method, recipient }) => [method, recipient]),
    [['REPLY', anna]],
  );
  assert.match(replies[0]?.calendar ?? '', /ATTENDEE[^\r]*PARTSTAT=DECLINED[^\r]*:mailto:jo@contoso\.example/);
  assert.match(replies[0]?.from ?? '', /jo@contoso\.example/);
});

test('PAIN-7 an invitation to a mailing list is on the calendar of each member whom the home gave a copy', async (t) => {
  const hub = await openTestHub(t);
  const list = 'garden-team@contoso.example';
  const events = [[stamp(0), 'SEQUENCE:0', ...times, organizer, invited(list)]];
  await hub.receive(letter({ method: 'REQUEST', uid: 'list', to: list, events }), [johanna, jakob]);
  for (const person of ['johanna', 'jakob']) assert.match(await stored(hub, 'list', person), /SUMMARY:Planning/);
  await hub.hub.answer(hub.person('jakob').id, 'list', 'ACCEPTED');
  const [reply] = await outgoing(hub);
  assert.match(reply?.calendar ?? '', /ATTENDEE[^\r]*PARTSTAT=ACCEPTED[^\r]*:mailto:jakob@contoso\.example/);
});

test('PAIN-8 the same event by mail, again by mail, by a second address and from a file is one event', async (t) => {
  const hub = await openTestHub(t);
  const lines = [stamp(0), 'SEQUENCE:0', ...times, organizer, invited()];
  const once = letter({ method: 'REQUEST', uid: 'one', events: [lines] });
  await Promise.all([hub.receive(once, johanna), hub.receive(once, johanna), hub.receive(once, 'jo@contoso.example')]);
  const file = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    'UID:one',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  const imported = await hub.hub.importCalendar(hub.person('johanna').id, file.join('\r\n'));
  assert.equal(imported.kind === 'imported' && imported.imported, 0);
  const objects = await hub.store.reads.objects(`${hub.person('johanna').id}/calendar`);
  assert.deepEqual(
    objects.map(({ uid, version }) => [uid, version]),
    [['one', 1]],
  );
});

test('PAIN-9 PAIN-10 filed at delivery, tentative, without any client, and the organizer is told nothing', async (t) => {
  const hub = await openTestHub(t);
  const events = [[stamp(0), 'SEQUENCE:0', ...times, organizer, invited()]];
  const answer = await hub.receive(letter({ method: 'REQUEST', uid: 'quiet', events }), johanna);
  assert.equal(answer.outcome.kind, 'accepted');
  const event = await stored(hub, 'quiet');
  assert.match(event, /PARTSTAT=NEEDS-ACTION/);
  assert.match(event, /X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE/);
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
});

test('PAIN-11 filling a calendar from a file or an old mailbox mails nobody', async (t) => {
  const hub = await openTestHub(t);
  const person = hub.person('johanna').id;
  const own = [stamp(0), ...times, `ORGANIZER:mailto:${johanna}`, invited(anna), invited(jakob)];
  const file = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    'UID:mine',
    ...own,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ];
  await hub.hub.importCalendar(person, file.join('\r\n'));
  const events = [[stamp(0), 'SEQUENCE:0', ...times, organizer, invited()]];
  await hub.hub.fillFromMail(person, Buffer.from(letter({ method: 'REQUEST', uid: 'old', events })));
  assert.match(await stored(hub, 'mine'), /SUMMARY:Planning/);
  assert.match(await stored(hub, 'old'), /SUMMARY:Planning/);
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
});

test('PAIN-12 invitations and answers are From the person’s own address, in header and envelope', async (t) => {
  const hub = await openTestHub(t);
  await hub.hub.createEvent(hub.person('johanna').id, { ...meeting, attendees: [{ address: anna }] });
  const [request] = await outgoing(hub);
  assert.match(request?.from ?? '', /<johanna@contoso\.example>/);
  assert.equal(request?.sender, johanna);
});

test('PAIN-14 a copy of hub mail that comes back is dropped, however often', async (t) => {
  const hub = await openTestHub(t);
  await hub.hub.createEvent(hub.person('johanna').id, { ...meeting, attendees: [{ address: jakob }] });
  const [job] = await hub.store.reads.jobs({ limit: 10 });
  assert.ok(job?.message.type === 'whole');
  const before = (await hub.store.reads.jobs({ limit: 10 })).length;
  for (let round = 0; round < 3; round++) await hub.receive(job.message.octets, jakob, job.sender);
  assert.deepEqual(
    new Set(hub.records.filter(({ direction }) => direction === 'in').map(({ effect }) => effect)),
    new Set(['echo']),
  );
  assert.equal((await hub.store.reads.jobs({ limit: 10 })).length, before);
});

test('PAIN-16 a Windows zone, and one of a sender’s own making, keep the hour', async (t) => {
  const hub = await openTestHub(t);
  const windows = ['DTSTART;TZID="W. Europe Standard Time":20261126T090000', 'DURATION:PT1H', 'SUMMARY:Planning'];
  await hub.receive(
    letter({ method: 'REQUEST', uid: 'windows', events: [[stamp(0), ...windows, organizer, invited()]] }),
    johanna,
  );
  const zones = [
    ...['BEGIN:VTIMEZONE', 'TZID:Customized Time Zone', 'BEGIN:STANDARD', 'DTSTART:16010101T000000'],
    ...['TZOFFSETFROM:+0545', 'TZOFFSETTO:+0545', 'END:STANDARD', 'END:VTIMEZONE'],
  ];
  const custom = ['DTSTART;TZID=Customized Time Zone:20261126T144500', 'DURATION:PT1H', 'SUMMARY:Planning'];
  await hub.receive(
    letter({ method: 'REQUEST', uid: 'custom', zones, events: [[stamp(0), ...custom, organizer, invited()]] }),
    johanna,
  );
  const calendarId = `${hub.person('johanna').id}/calendar`;
  const starts = await Promise.all(
    ['windows', 'custom'].map(async (uid) => (await hub.store.reads.object(calendarId, uid))?.spanStart),
  );
  assert.deepEqual(starts, [Date.UTC(2026, 10, 26, 8), Date.UTC(2026, 10, 26, 9)]);
});

test('PAIN-18 a calendar whose Content-Type says no method, or the wrong case, is read', async (t) => {
  const hub = await openTestHub(t);
  const types = ['text/calendar', 'Text/Calendar; METHOD="request"; Name="message.ics"'];
  for (const [index, contentType] of types.entries()) {
    const events = [[stamp(0), 'SEQUENCE:0', ...times, organizer, invited()]];
    await hub.receive(letter({ method: 'REQUEST', uid: `type-${index}`, contentType, events }), johanna);
    assert.match(await stored(hub, `type-${index}`), /SUMMARY:Planning/, contentType);
  }
});

test('PAIN-23 an answer is one REPLY to the organizer, never a changed invitation', async (t) => {
  const hub = await openTestHub(t);
  const events = [[stamp(0), 'SEQUENCE:3', ...times, organizer, invited(), invited('marek@adatum.example')]];
  await hub.receive(letter({ method: 'REQUEST', uid: 'answered', events }), johanna);
  await hub.hub.answer(hub.person('johanna').id, 'answered', 'TENTATIVE', 'perhaps later');
  const [reply, ...more] = await outgoing(hub);
  assert.deepEqual([reply?.method, reply?.recipient, more], ['REPLY', anna, []]);
  assert.match(reply?.calendar ?? '', /SEQUENCE:3/);
  assert.equal(reply?.calendar.match(/^ATTENDEE/gm)?.length, 1);
});

test('PAIN-24 an update whose SEQUENCE did not move is one, and an answer that raised it counts', async (t) => {
  const hub = await openTestHub(t);
  const say = (minute: number, lines: readonly string[]): Promise<unknown> =>
    hub.receive(
      letter({
        method: 'REQUEST',
        uid: 'google',
        events: [[stamp(minute), 'SEQUENCE:0', ...lines, organizer, invited()]],
      }),
      johanna,
    );
  await say(0, times);
  await say(5, ['DTSTART:20261126T130000Z', 'DTEND:20261126T140000Z', 'SUMMARY:Planning']);
  assert.match(await stored(hub, 'google'), /DTSTART:20261126T130000Z/);

  const made = await hub.hub.createEvent(hub.person('johanna').id, { ...meeting, attendees: [{ address: anna }] });
  assert.ok(made.kind === 'created');
  const raised = [[stamp(59), 'SEQUENCE:7', 'DTSTART:20261201T080000Z', `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${anna}`]];
  await hub.receive(letter({ method: 'REPLY', uid: made.uid, events: raised }), johanna, anna);
  assert.match(await stored(hub, made.uid), /ATTENDEE[^\r]*PARTSTAT=ACCEPTED[^\r]*:mailto:anna@fabrikam\.example/);
});

test('PAIN-25 why an invitation is, or is not, on a calendar stands in the trace', async (t) => {
  const hub = await openTestHub(t);
  const lines = [stamp(0), 'SEQUENCE:0', ...times, organizer, invited()];
  await hub.receive(letter({ method: 'REQUEST', uid: 'why', events: [lines] }), johanna);
  await hub.receive(letter({ method: 'REQUEST', uid: 'why', events: [lines] }), johanna);
  await hub.receive(letter({ method: 'REQUEST', uid: 'why-not', verdict: 'fail', events: [lines] }), johanna);
  assert.deepEqual(
    hub.records.map(({ decision, effect }) => [decision, effect]),
    [
      ['file', 'filed tentative'],
      ['file', 'unchanged: duplicate'],
      ['hold', 'held: tier'],
    ],
  );
});

test('PAIN-27 bytes that no charset explains, and lines beyond all measure, hurt nothing but themselves', async (t) => {
  const hub = await openTestHub(t);
  const summary = `SUMMARY:Gänseblümchen ${'ü'.repeat(4000)}`;
  const events = [[stamp(0), 'SEQUENCE:0', 'DTSTART:20261126T090000Z', 'DURATION:PT1H', summary, organizer, invited()]];
  await hub.receive(letter({ method: 'REQUEST', uid: 'long', events }), johanna);
  assert.match(await stored(hub, 'long'), /SUMMARY:Gänseblümchen ü+/);
  const latin = Buffer.from(
    letter({
      method: 'REQUEST',
      uid: 'latin',
      contentType: 'text/calendar; method=REQUEST',
      events: [[stamp(0), ...times, 'LOCATION:Büro', organizer, invited()]],
    }),
    'latin1',
  );
  assert.equal((await hub.receive(latin, johanna)).outcome.kind, 'accepted');
  assert.match(await stored(hub, 'latin'), /LOCATION:B.+ro/);
});
