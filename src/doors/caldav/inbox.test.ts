import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invitation } from '../../../test/flow/hub.ts';
import { calendar, event, home, hrefs, openCaldav, propfind, query } from './caldav.fixture.ts';

type Hub = Awaited<ReturnType<typeof openCaldav>>;

const inbox = `${home}inbox/`;
const outbox = `${home}outbox/`;

const names = async ({ ask }: Pick<Hub, 'ask'>, url = inbox) =>
  hrefs((await ask('PROPFIND', url, propfind('D:getetag'), { depth: '1' })).body).slice(1);

const methodsIn = (body: string) => [...body.matchAll(/METHOD:(\w+)/g)].map(([, method]) => method);

const jakobs = '/dav/calendars/jakob@contoso.example/';
const meeting = (more: readonly string[] = []) =>
  event('hedges', [
    'SUMMARY:Hedges',
    'DTSTART:20261126T090000Z',
    'DTEND:20261126T100000Z',
    'ORGANIZER:mailto:johanna@contoso.example',
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:johanna@contoso.example',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:jakob@contoso.example',
    ...more,
  ]);

test('DAV-64 what came in and took effect lies in the inbox with its METHOD, is read, and goes when a client has seen it', async (t) => {
  const hub = await openCaldav(t);
  const { ask } = hub;
  const johanna = 'johanna@contoso.example';
  assert.deepEqual(await names(hub), []);
  const tag = async () => /getctag>([^<]*)/.exec((await ask('PROPFIND', inbox, propfind('S:getctag'))).body)?.[1];
  const empty = await tag();
  await hub.receive(invitation({ uid: 'u1', to: johanna }), johanna);
  await hub.receive(invitation({ uid: 'u1', to: johanna }), johanna);
  await hub.receive(invitation({ uid: 'u2', to: johanna, verdict: 'fail' }), johanna);
  const [first, ...more] = await names(hub);
  assert.deepEqual(more, [], 'neither what came twice nor what is held');
  assert.notEqual(await tag(), empty);
  const read = await ask('GET', first ?? '');
  assert.equal(read.headers['content-type'], 'text/calendar; charset=utf-8');
  assert.deepEqual(methodsIn(read.body), ['REQUEST']);
  await hub.receive(invitation({ uid: 'u1', to: johanna, method: 'CANCEL', sequence: 1 }), johanna);
  const asked = `<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><prop><getetag/><C:calendar-data/></prop>${(await names(hub)).map((href) => `<href>${href}</href>`).join('')}<href>${inbox}none.ics</href></C:calendar-multiget>`;
  const multi = await ask('REPORT', inbox, asked);
  assert.deepEqual(methodsIn(multi.body), ['REQUEST', 'CANCEL']);
  assert.match(multi.body, /none\.ics<\/d:href><d:status>HTTP\/1\.1 404/);
  const queried = await ask('REPORT', inbox, query('<C:comp-filter name="VEVENT"/>'));
  assert.deepEqual(methodsIn(queried.body), ['REQUEST', 'CANCEL']);
  assert.equal((await ask('DELETE', first ?? '')).statusCode, 204);
  assert.equal((await ask('DELETE', first ?? '')).statusCode, 404);
  assert.equal((await names(hub)).length, 1);
  assert.equal((await ask('PUT', `${inbox}mine.ics`, meeting())).statusCode, 405);
  const jakob = await hub.as('jakob');
  assert.equal((await jakob('GET', first ?? '')).statusCode, 403);
});

test('DAV-64 between people of the hub both sides have their copies', async (t) => {
  const hub = await openCaldav(t);
  const jakob = await hub.as('jakob');
  await hub.ask('PUT', `${calendar}hedges.ics`, meeting());
  const [invited] = await names({ ask: jakob }, `${jakobs}inbox/`);
  assert.deepEqual(methodsIn((await jakob('GET', invited ?? '')).body), ['REQUEST']);
  const copy = (await jakob('GET', `${jakobs}calendar/hedges.ics`)).body;
  await jakob('PUT', `${jakobs}calendar/hedges.ics`, copy.replace(/NEEDS-ACTION/, 'ACCEPTED'));
  const [answer] = await names(hub);
  assert.deepEqual(methodsIn((await hub.ask('GET', answer ?? '')).body), ['REPLY']);
});

test('DAV-65 a proposal posted to the outbox reaches the organizer, who declines it there or accepts it by hand', async (t) => {
  const hub = await openCaldav(t);
  const jakob = await hub.as('jakob');
  await hub.ask('PUT', `${calendar}hedges.ics`, meeting());
  const counter = meeting()
    .replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:COUNTER')
    .replace('DTSTART:20261126T090000Z', 'DTSTART:20261126T150000Z')
    .replace('DTEND:20261126T100000Z', 'DTEND:20261126T160000Z');
  const posted = await jakob('POST', `${jakobs}outbox/`, counter);
  assert.equal(posted.statusCode, 200, posted.body);
  assert.match(posted.body, /<d:href>mailto:johanna@contoso\.example<\/d:href>.*2\.0;Success/);
  const waiting = async () =>
    (await hub.store.reads.held({ personId: hub.person('johanna').id })).filter(({ state }) => state === 'waiting');
  assert.deepEqual(
    (await waiting()).map(({ why, from }) => [why, from]),
    [['counter', 'jakob@contoso.example']],
  );
  const [copied] = await names(hub);
  assert.deepEqual(methodsIn((await hub.ask('GET', copied ?? '')).body), ['COUNTER']);
  const decline = meeting()
    .replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:DECLINECOUNTER')
    .replace(/ATTENDEE[^\r]*johanna[^\r]*\r\n/, '');
  assert.equal((await hub.ask('POST', outbox, decline)).statusCode, 200);
  assert.deepEqual(await waiting(), []);
  assert.equal((await hub.ask('POST', outbox, decline)).statusCode, 403);
  const stranger = counter.replaceAll('jakob@', 'tomislav@').replaceAll('hedges', 'unknown');
  for (const text of [stranger, counter.replaceAll('METHOD:COUNTER', 'METHOD:REQUEST')]) {
    const refused = await jakob('POST', `${jakobs}outbox/`, text);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, /valid-scheduling-message/);
  }
});

test('DAV-65 a REFRESH posted to the outbox is answered with the event', async (t) => {
  const hub = await openCaldav(t);
  const jakob = await hub.as('jakob');
  await hub.ask('PUT', `${calendar}hedges.ics`, meeting());
  const stamp = async () => /DTSTAMP:(\w+)/.exec((await jakob('GET', `${jakobs}calendar/hedges.ics`)).body)?.[1] ?? '';
  const before = await stamp();
  const refresh = event('hedges', [
    'ORGANIZER:mailto:johanna@contoso.example',
    'ATTENDEE:mailto:jakob@contoso.example',
  ]).replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:REFRESH');
  assert.equal((await jakob('POST', `${jakobs}outbox/`, refresh)).statusCode, 200);
  assert.ok((await stamp()) > before);
});

test('DAV-66 an attendee delegates by what her client puts; more guests than her delegate are refused', async (t) => {
  const hub = await openCaldav(t);
  const jakob = await hub.as('jakob');
  await hub.ask('PUT', `${calendar}hedges.ics`, meeting());
  const url = `${jakobs}calendar/hedges.ics`;
  const copy = (await jakob('GET', url)).body.replaceAll('\r\n ', '');
  const delegate =
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:jakob@contoso.example":mailto:tomislav@contoso.example';
  const delegated = copy
    .replace(
      /ATTENDEE[^\r]*:mailto:jakob[^\r]*/,
      'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:tomislav@contoso.example":mailto:jakob@contoso.example',
    )
    .replace('END:VEVENT', `${delegate}\r\nEND:VEVENT`);
  const more = delegated.replace('END:VEVENT', 'ATTENDEE:mailto:eve@adatum.example\r\nEND:VEVENT');
  const refused = await jakob('PUT', url, more);
  assert.match(refused.body, /allowed-attendee-scheduling-object-change/);
  assert.equal((await jakob('PUT', url, delegated)).statusCode, 204);
  for (const name of ['johanna', 'tomislav']) {
    const [found] = await hub.store.reads.ownObjectsByUid(hub.person(name).id, 'hedges');
    const text = found?.ics.replaceAll('\r\n ', '') ?? '';
    assert.match(text, /PARTSTAT=DELEGATED[^\r]*mailto:jakob/, name);
    assert.match(text, /DELEGATED-FROM="mailto:jakob[^\r]*mailto:tomislav/, name);
  }
  // The same put again says nothing more.
  const sent = (await hub.store.reads.jobs({ limit: 50 })).length;
  assert.equal((await jakob('PUT', url, (await jakob('GET', url)).body)).statusCode, 204);
  assert.equal((await hub.store.reads.jobs({ limit: 50 })).length, sent);
});

test('DAV-67 a meeting that is put, removed and put again is on again for everybody, however fast', async (t) => {
  const hub = await openCaldav(t);
  const url = `${calendar}hedges.ics`;
  const anna = 'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@fabrikam.example';
  const text = meeting([anna]);
  for (let i = 0; i < 2; i++) {
    assert.equal((await hub.ask('PUT', url, text)).statusCode, 201);
    assert.equal((await hub.ask('DELETE', url)).statusCode, 204);
  }
  const last = await hub.ask('PUT', url, text);
  assert.equal(last.statusCode, 201);
  assert.equal(last.headers.etag, undefined, 'it is another revision than was sent');
  const [copy] = await hub.store.reads.ownObjectsByUid(hub.person('jakob').id, 'hedges');
  assert.doesNotMatch(copy?.ics ?? '', /STATUS:CANCELLED/);
  assert.match(copy?.ics ?? '', /SEQUENCE:4/);
  const told = (await hub.store.reads.jobs({ limit: 50 })).filter(({ recipient }) => recipient.startsWith('anna@'));
  assert.equal(told.length, 5);
});

test('DAV-67 an invitation that is put answered, removed and put again answers each time, however fast', async (t) => {
  const hub = await openCaldav(t);
  const url = `${calendar}review.ics`;
  const text = event('review', [
    'DTSTART:20261126T090000Z',
    'ORGANIZER:mailto:anna@fabrikam.example',
    'ATTENDEE;PARTSTAT=ACCEPTED:mailto:johanna@contoso.example',
  ]);
  for (let i = 0; i < 2; i++) {
    assert.equal((await hub.ask('PUT', url, text)).statusCode, 201);
    assert.equal((await hub.ask('DELETE', url)).statusCode, 204);
  }
  const told = await hub.store.reads.jobs({ limit: 50 });
  assert.equal(told.length, 4);
});
