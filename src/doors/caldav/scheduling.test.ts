import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invitation } from '../../../test/flow/hub.ts';
import type { Job } from '../../store/contract.ts';
import { calendar, event, home, hrefs, openCaldav, propfind, sync } from './caldav.fixture.ts';

type Hub = Awaited<ReturnType<typeof openCaldav>>;

const meeting = (summary = 'Hedges', more: readonly string[] = []) =>
  event('hedges', [
    `SUMMARY:${summary}`,
    'DTSTART:20261126T090000Z',
    'DTEND:20261126T100000Z',
    'ORGANIZER:mailto:johanna@contoso.example',
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:johanna@contoso.example',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:jakob@contoso.example',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@fabrikam.example',
    ...more,
  ]);

const url = `${calendar}hedges.ics`;

async function sent({ store }: Hub): Promise<string[]> {
  const jobs = await store.reads.jobs({ limit: 100 });
  return jobs.map((job) => `${methodOf(job)} ${job.recipient}`).sort();
}

function methodOf({ message }: Job): string {
  const text = message.type === 'whole' ? message.octets.toString('utf8') : '';
  return /method="?([A-Z]+)/.exec(text)?.[1] ?? '';
}

const copyOf = async (hub: Hub, name: string, uid = 'hedges') =>
  (await hub.store.reads.object(`${hub.person(name).id}/calendar`, uid))?.ics.replaceAll('\r\n ', '') ?? '';

test('DAV-20 a client finds the scheduling collections, its addresses and its default calendar', async (t) => {
  const { ask } = await openCaldav(t);
  const principal = await ask(
    'PROPFIND',
    '/dav/principals/johanna@contoso.example/',
    propfind('X:schedule-inbox-URL', 'X:schedule-outbox-URL', 'X:calendar-user-type'),
  );
  assert.match(principal.body, /schedule-inbox-URL><d:href>\/dav\/calendars\/johanna@contoso\.example\/inbox\/</);
  assert.match(principal.body, /schedule-outbox-URL><d:href>\/dav\/calendars\/johanna@contoso\.example\/outbox\/</);
  assert.match(principal.body, />INDIVIDUAL</);
  const inbox = await ask('PROPFIND', `${home}inbox/`, propfind('D:resourcetype', 'X:schedule-default-calendar-URL'));
  assert.match(inbox.body, /<c:schedule-inbox\/>/);
  assert.match(
    inbox.body,
    /schedule-default-calendar-URL><d:href>\/dav\/calendars\/johanna@contoso\.example\/calendar\/</,
  );
  const outbox = await ask('PROPFIND', `${home}outbox/`, propfind('D:resourcetype', 'D:current-user-privilege-set'));
  assert.match(outbox.body, /<c:schedule-outbox\/>/);
  assert.match(outbox.body, /<c:schedule-send\/>/);
  const options = await ask('OPTIONS', home);
  assert.match(String(options.headers.dav), /calendar-auto-schedule/);
});

test('DAV-21 a meeting that is put invites, one that changes tells, one that is removed cancels: each in one unit with its mail', async (t) => {
  const hub = await openCaldav(t);
  const made = await hub.ask('PUT', url, meeting());
  assert.equal(made.statusCode, 201);
  assert.ok(made.headers['schedule-tag']);
  assert.deepEqual(await sent(hub), ['REQUEST anna@fabrikam.example', 'REQUEST jakob@g.contoso.example']);
  assert.match(await copyOf(hub, 'jakob'), /SUMMARY:Hedges/);
  assert.match(await copyOf(hub, 'jakob'), /PARTSTAT=NEEDS-ACTION[^\r]*jakob/);
  const again = await hub.ask(
    'PUT',
    url,
    meeting('Hedges', ['BEGIN:VALARM', 'ACTION:AUDIO', 'TRIGGER:-PT5M', 'END:VALARM']),
  );
  assert.equal(again.statusCode, 204);
  assert.equal((await sent(hub)).length, 2);
  assert.equal((await hub.ask('DELETE', url)).statusCode, 204);
  assert.equal((await sent(hub)).filter((line) => line.startsWith('CANCEL')).length, 2);
  assert.match(await copyOf(hub, 'jakob'), /STATUS:CANCELLED/);
});

test('DAV-22 an attendee answers by what her client puts, once; Schedule-Reply: F removes without a word', async (t) => {
  const hub = await openCaldav(t);
  for (const uid of ['u1', 'u2', 'u3']) {
    await hub.receive(invitation({ uid, to: 'jo@contoso.example' }), 'jo@contoso.example');
  }
  const got = await hub.ask('GET', `${calendar}u1.ics`);
  const accepted = got.body.replace(/\r\n /g, '').replace(/PARTSTAT=NEEDS-ACTION/, 'PARTSTAT=ACCEPTED');
  const put = await hub.ask('PUT', `${calendar}u1.ics`, accepted, { 'if-match': String(got.headers.etag) });
  assert.equal(put.statusCode, 204);
  assert.deepEqual(await sent(hub), ['REPLY anna@fabrikam.example']);
  assert.equal((await hub.store.reads.jobs({ limit: 1 }))[0]?.sender, 'jo@contoso.example');
  const moved = await hub.ask(
    'PUT',
    `${calendar}u1.ics`,
    accepted.replace('SUMMARY:Planning', 'SUMMARY:Mine').replace(/DTSTART:\d+T\d+Z/, 'DTSTART:20270101T090000Z'),
  );
  assert.equal(moved.statusCode, 403);
  assert.match(moved.body, /<c:allowed-attendee-scheduling-object-change\/>/);
  await hub.ask('DELETE', `${calendar}u2.ics`, '', { 'schedule-reply': 'F' });
  assert.equal((await sent(hub)).length, 1);
  await hub.ask('DELETE', `${calendar}u3.ics`);
  assert.equal((await sent(hub)).length, 2);
});

test('DAV-23 an answer that comes in changes the entity tag and not the Schedule-Tag, so that a client may write over it', async (t) => {
  const hub = await openCaldav(t);
  const made = await hub.ask('PUT', url, meeting());
  const tag = String(made.headers['schedule-tag']);
  const before = await hub.ask('GET', url);
  await hub.hub.answer(hub.person('jakob').id, 'hedges', 'ACCEPTED');
  const after = await hub.ask('GET', url);
  assert.match(after.body.replace(/\r\n /g, ''), /PARTSTAT=ACCEPTED[^\r]*jakob/);
  assert.notEqual(after.headers.etag, before.headers.etag);
  assert.equal(after.headers['schedule-tag'], tag);
  assert.equal(
    (await hub.ask('PUT', url, meeting('Late'), { 'if-match': String(before.headers.etag) })).statusCode,
    412,
  );
  assert.equal((await hub.ask('PUT', url, meeting('Late'), { 'if-schedule-tag-match': '"other"' })).statusCode, 412);
  const put = await hub.ask('PUT', url, meeting('Late'), { 'if-schedule-tag-match': tag });
  assert.equal(put.statusCode, 204);
  assert.notEqual(put.headers['schedule-tag'], tag);
  // The client knew nothing of the answer; it is not lost by that.
  assert.match(await copyOf(hub, 'johanna'), /PARTSTAT=ACCEPTED[^\r]*jakob/);
});

test('DAV-24 who can not be reached is told in the object', async (t) => {
  const hub = await openCaldav(t);
  const put = await hub.ask('PUT', url, meeting('Hedges', ['ATTENDEE:mailto:answers@contoso.example']));
  assert.equal(put.statusCode, 201);
  assert.equal(put.headers.etag, undefined);
  assert.match(await copyOf(hub, 'johanna'), /SCHEDULE-STATUS="?3\.7"?[^\r]*answers@/);
  assert.equal((await sent(hub)).length, 2);
});

test('DAV-25 the outbox answers when people are free, and no more than that', async (t) => {
  const hub = await openCaldav(t);
  const asJakob = await hub.as('jakob');
  const jakobs = '/dav/calendars/jakob@contoso.example/';
  await asJakob(
    'PUT',
    `${jakobs}calendar/tea.ics`,
    event('tea', ['SUMMARY:Secret tea', 'DTSTART:20261126T090000Z', 'DTEND:20261126T100000Z']),
  );
  await asJakob('MKCALENDAR', `${jakobs}birthdays/`);
  await asJakob(
    'PROPPATCH',
    `${jakobs}birthdays/`,
    '<propertyupdate xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp></prop></set></propertyupdate>',
  );
  await asJakob('PUT', `${jakobs}birthdays/b.ics`, event('b', ['DTSTART:20261126T200000Z', 'DTEND:20261126T210000Z']));
  const ask = (organizer: string, ...attendees: string[]) =>
    hub.ask('POST', `${home}outbox/`, question(organizer, attendees));
  const answer = await ask('johanna@contoso.example', 'jakob@contoso.example', 'nobody@fabrikam.example');
  assert.equal(answer.statusCode, 200);
  const busy = answer.body.replaceAll('&#13;\n ', '');
  assert.match(busy, /FREEBUSY;FBTYPE=BUSY:20261126T090000Z\/20261126T100000Z/);
  assert.match(busy, /METHOD:REPLY/);
  assert.doesNotMatch(busy, /Secret|T200000Z\//);
  assert.match(busy, /nobody@fabrikam\.example<\/d:href><\/c:recipient><c:request-status>5\.3;/);
  assert.match((await ask('jakob@contoso.example', 'jakob@contoso.example')).body, /<c:organizer-allowed\/>/);
  const wrong = await hub.ask('POST', `${home}outbox/`, meeting());
  assert.match(wrong.body, /<c:valid-scheduling-message\/>/);
  assert.equal((await hub.ask('POST', calendar, meeting())).statusCode, 405);
});

test('DAV-26 time outside what a person says she is available is unavailable', async (t) => {
  const hub = await openCaldav(t);
  const availability = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Contoso//Test//EN',
    'BEGIN:VAVAILABILITY',
    'UID:v',
    'DTSTAMP:20261120T080000Z',
    'BEGIN:AVAILABLE',
    'UID:a',
    'DTSTAMP:20261120T080000Z',
    'DTSTART:20261102T080000Z',
    'DTEND:20261102T160000Z',
    'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH',
    'END:AVAILABLE',
    'END:VAVAILABILITY',
    'END:VCALENDAR',
  ].join('\n');
  const patch = (text: string) =>
    hub.ask(
      'PROPPATCH',
      `${home}inbox/`,
      `<propertyupdate xmlns="DAV:"><set><prop><calendar-availability xmlns="urn:ietf:params:xml:ns:caldav">${text}</calendar-availability></prop></set></propertyupdate>`,
    );
  assert.match((await patch('BEGIN:VCALENDAR')).body, /<c:valid-calendar-data\/>/);
  assert.match((await patch(availability)).body, /200 OK/);
  assert.match(
    (await hub.ask('PROPFIND', `${home}inbox/`, propfind('X:calendar-availability'))).body,
    /BEGIN:AVAILABLE/,
  );
  const answer = await hub.ask(
    'POST',
    `${home}outbox/`,
    question('johanna@contoso.example', ['johanna@contoso.example']),
  );
  const periods = [...answer.body.replaceAll('&#13;\n ', '').matchAll(/FBTYPE=BUSY-UNAVAILABLE:(\S+?)&/g)].map(
    ([, period]) => period,
  );
  assert.deepEqual(periods, ['20261126T000000Z/20261126T080000Z', '20261126T160000Z/20261127T000000Z']);
});

test('DAV-27 a free-busy-query tells when one calendar takes time', async (t) => {
  const hub = await openCaldav(t);
  await hub.ask(
    'PUT',
    `${calendar}tea.ics`,
    event('tea', ['SUMMARY:Secret tea', 'DTSTART:20261126T090000Z', 'DTEND:20261126T100000Z', 'STATUS:TENTATIVE']),
  );
  const ask = (range: string) =>
    hub.ask(
      'REPORT',
      calendar,
      `<free-busy-query xmlns="urn:ietf:params:xml:ns:caldav"><time-range ${range}/></free-busy-query>`,
      { depth: '1' },
    );
  const answer = await ask('start="20261126T000000Z" end="20261126T093000Z"');
  assert.match(String(answer.headers['content-type']), /^text\/calendar/);
  assert.match(
    answer.body.replaceAll('\r\n ', ''),
    /FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T090000Z\/20261126T093000Z/,
  );
  assert.doesNotMatch(answer.body, /Secret/);
  assert.equal((await ask('start="20261126T000000Z"')).statusCode, 400);
});

test('DAV-28 a meeting is on one calendar, wherever its person moves it: updates and answers find it there', async (t) => {
  const hub = await openCaldav(t);
  const garden = `${home}garden/`;
  await hub.ask('MKCALENDAR', garden);
  await hub.receive(invitation({ uid: 'u1', to: 'jo@contoso.example' }), 'jo@contoso.example');
  const copied = await hub.ask('COPY', `${calendar}u1.ics`, '', { destination: `${garden}u1.ics` });
  assert.match(copied.body, /<c:unique-scheduling-object-resource>/);
  assert.equal((await hub.ask('MOVE', `${calendar}u1.ics`, '', { destination: `${garden}u1.ics` })).statusCode, 201);
  assert.deepEqual(await sent(hub), []);
  await hub.receive(
    invitation({ uid: 'u1', to: 'jo@contoso.example', sequence: 1, start: '20261127T090000Z' }),
    'jo@contoso.example',
  );
  assert.deepEqual(hrefs((await hub.ask('REPORT', calendar, sync(''))).body), []);
  assert.match((await hub.ask('GET', `${garden}u1.ics`)).body, /DTSTART:20261127T090000Z/);
  assert.deepEqual(await hub.hub.answer(hub.person('johanna').id, 'u1', 'ACCEPTED'), { kind: 'answered' });
  assert.match((await hub.ask('GET', `${garden}u1.ics`)).body, /PARTSTAT=ACCEPTED/);
});

test('DAV-29 a calendar that is removed cancels and declines what was on it', async (t) => {
  const hub = await openCaldav(t);
  const garden = `${home}garden/`;
  await hub.ask('MKCALENDAR', garden);
  await hub.ask('PUT', `${garden}hedges.ics`, meeting());
  await hub.ask('DELETE', garden);
  assert.equal((await sent(hub)).filter((line) => line.startsWith('CANCEL')).length, 2);
  assert.match(await copyOf(hub, 'jakob'), /STATUS:CANCELLED/);
});

function question(organizer: string, attendees: readonly string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Contoso//Test//EN',
    'METHOD:REQUEST',
    'BEGIN:VFREEBUSY',
    'UID:q',
    'DTSTAMP:20261120T080000Z',
    'DTSTART:20261126T000000Z',
    'DTEND:20261127T000000Z',
    `ORGANIZER:mailto:${organizer}`,
    ...attendees.map((attendee) => `ATTENDEE:mailto:${attendee}`),
    'END:VFREEBUSY',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}
