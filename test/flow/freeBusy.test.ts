import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { openCaldav } from '../../src/doors/caldav/caldav.fixture.ts';
import { openGraph } from './graph.ts';
import { checked, openTestHub } from './hub.ts';
import { mailTo } from './rooms.ts';

const johanna = 'johanna@contoso.example';
const outbox = '/dav/calendars/johanna@contoso.example/outbox/';

/** A home that tells busy times over HTTP; what it was asked for. */
async function homeThatTells(t: TestContext, answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/busy/{address}.ifb`;
  const edit = (yaml: string) => yaml.replace('  smartHost:', `  freeBusyUrl: '${url}'\n  smartHost:`);
  return { asked, edit };
}

const ifb = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VFREEBUSY', ...lines, 'END:VFREEBUSY', 'END:VCALENDAR', ''].join('\r\n');

const asking = (...attendees: string[]): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VFREEBUSY', 'UID:q1', 'DTSTAMP:20261124T080000Z'],
    ...['DTSTART:20261126T080000Z', 'DTEND:20261126T180000Z', `ORGANIZER:mailto:${johanna}`],
    ...attendees.map((address) => `ATTENDEE:mailto:${address}`),
    ...['END:VFREEBUSY', 'END:VCALENDAR', ''],
  ].join('\r\n');

/** What the outbox says of each: status, and busy times. */
function told(body: string): string[] {
  return [...body.matchAll(/<c:response>(.*?)<\/c:response>/gs)].map(([, inner = '']) => {
    const status = /request-status>([^;<]*)/.exec(inner)?.[1];
    const times = [...inner.matchAll(/FREEBUSY;FBTYPE=([A-Z-]+):(\d+T\d+Z)\/(\d+T\d+Z)/g)];
    return [status, ...times.map(([, type, from, to]) => `${type} ${from?.slice(9, 13)}-${to?.slice(9, 13)}`)].join(
      ' ',
    );
  });
}

const schedule = (...schedules: string[]) => ({
  schedules,
  startTime: { dateTime: '2026-11-26T08:00:00', timeZone: 'UTC' },
  endTime: { dateTime: '2026-11-26T12:00:00', timeZone: 'UTC' },
  availabilityViewInterval: 60,
});

test('BUSY-1 BUSY-2 busy times are those of the hub and of the home together; whom only the home knows it answers for', async (t) => {
  const { asked, edit } = await homeThatTells(t, (_request, response) =>
    response.end(
      ifb(
        'FREEBUSY;FBTYPE=BUSY:20261126T090000Z/PT1H,20261126T150000Z/20261126T160000Z',
        'FREEBUSY;FBTYPE=FREE:20261126T100000Z/PT1H',
      ),
    ),
  );
  const hub = await openCaldav(t, edit);
  await hub.hub.createEvent(hub.person('jakob').id, {
    ...{ summary: 'Own', start: '2026-11-26T12:00:00', end: '2026-11-26T13:00:00', timeZone: 'UTC', attendees: [] },
  });
  const answer = await hub.ask('POST', outbox, asking('jakob@contoso.example', 'visitor@contoso.example'));
  assert.deepEqual(told(answer.body), [
    '2.0 BUSY 0900-1000 BUSY 1200-1300 BUSY 1500-1600',
    '2.0 BUSY 0900-1000 BUSY 1500-1600',
  ]);
  // Remembered for a while.
  await hub.ask('POST', outbox, asking('jakob@contoso.example'));
  assert.deepEqual(asked, ['/busy/jakob%40contoso.example.ifb', '/busy/visitor%40contoso.example.ifb']);
});

test('BUSY-1 a calendar of events at home counts as well, each by its own UID; getSchedule tells the union and no meeting twice', async (t) => {
  const { edit } = await homeThatTells(t, (_request, response) =>
    response.end(
      [
        ...[
          'BEGIN:VCALENDAR',
          'VERSION:2.0',
          'BEGIN:VEVENT',
          'UID:a',
          'DTSTART:20261126T080000Z',
          'DURATION:PT1H',
          'END:VEVENT',
        ],
        ...['BEGIN:VEVENT', 'UID:b', 'DTSTART:20261126T100000Z', 'DURATION:PT1H', 'END:VEVENT'],
        ...[
          'BEGIN:VEVENT',
          'UID:c',
          'DTSTART:20261126T110000Z',
          'DURATION:PT1H',
          'TRANSP:TRANSPARENT',
          'END:VEVENT',
          'END:VCALENDAR',
          '',
        ],
      ].join('\r\n'),
    ),
  );
  const graph = await openGraph(t, edit);
  const at = (hour: string) => ({ dateTime: `2026-11-26T${hour}:00:00`, timeZone: 'UTC' });
  await graph.ask('POST', '/me/events', { body: { subject: 'Same', start: at('10'), end: at('11'), attendees: [] } });
  const { body } = await graph.ask('POST', '/me/calendar/getSchedule', { body: schedule(johanna) });
  assert.equal(body.value[0].availabilityView, '2020');
  assert.equal(body.value[0].scheduleItems.length, 2);
  assert.equal(body.value[0].error, undefined);
});

test('BUSY-3 a home that is silent, wrong or too long takes nothing from the answer, which says so', async (t) => {
  const answers: RequestListener[] = [
    (_request, response) => response.writeHead(500).end(),
    (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    (_request, response) => response.end('no calendar'),
    (_request, response) => response.end(`BEGIN:VCALENDAR\r\n${'X-A:b\r\n'.repeat(300_000)}END:VCALENDAR\r\n`),
    (request) => request.socket.destroy(),
  ];
  for (const answer of answers) {
    const { edit } = await homeThatTells(t, answer);
    const graph = await openGraph(t, edit);
    const at = (hour: string) => ({ dateTime: `2026-11-26T${hour}:00:00`, timeZone: 'UTC' });
    await graph.ask('POST', '/me/events', { body: { subject: 'Own', start: at('10'), end: at('11'), attendees: [] } });
    const { body } = await graph.ask('POST', '/me/calendar/getSchedule', { body: schedule(johanna) });
    assert.equal(body.value[0].availabilityView, '0020');
    assert.equal(body.value[0].error.responseCode, 'ErrorFreeBusyGenerationFailed');
  }
});

test('BUSY-3 the outbox tells a silent home as success with a fallback, and somebody only the home knows as unavailable', async (t) => {
  const { asked, edit } = await homeThatTells(t, (request) => request.socket.destroy());
  const hub = await openCaldav(t, edit);
  const answer = await hub.ask('POST', outbox, asking('jakob@contoso.example'));
  assert.deepEqual(told(answer.body), ['2.1']);
  const other = await hub.ask('POST', outbox, asking('visitor@contoso.example', 'tomislav@contoso.example'));
  assert.deepEqual(told(other.body), ['5.1', '2.1']);
  // A home that does not answer is left alone for a while.
  assert.equal(asked.length, 1);
});

test('BUSY-4 the home is asked at public addresses and in listed ranges only, and by plain http in the latter alone', async (t) => {
  for (const url of ['http://169.254.169.254/{address}', 'https://10.0.0.8/{address}', 'http://192.0.2.1/{address}']) {
    const hub = await openCaldav(t, (yaml) => yaml.replace('  smartHost:', `  freeBusyUrl: '${url}'\n  smartHost:`));
    const answer = await hub.ask('POST', outbox, asking('jakob@contoso.example'));
    assert.deepEqual(told(answer.body), ['2.1']);
  }
});

test('BUSY-5 the outbox says of outsiders that nobody can be asked, of addresses that are none that they are none', async (t) => {
  const hub = await openCaldav(t);
  const answer = await hub.ask(
    'POST',
    outbox,
    asking('anna@fabrikam.example', 'not an address', 'visitor@contoso.example'),
  );
  assert.deepEqual(told(answer.body), ['5.3', '3.7', '5.3']);
});

test('BUSY-6 a calendar that takes no time counts nowhere', async (t) => {
  const hub = await openCaldav(t);
  const made = await hub.hub.createEvent(hub.person('johanna').id, {
    ...{ summary: 'Own', start: '2026-11-26T09:00:00', end: '2026-11-26T10:00:00', timeZone: 'UTC', attendees: [] },
  });
  assert.equal(made.kind, 'created');
  const range = { from: Date.UTC(2026, 10, 26), to: Date.UTC(2026, 10, 27) };
  const { freeBusy } = hub.context;
  assert.equal((await freeBusy.ofPerson(hub.person('johanna'), range)).periods.length, 1);
  await hub.ask(
    'PROPPATCH',
    '/dav/calendars/johanna@contoso.example/calendar/',
    '<propertyupdate xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><C:schedule-calendar-transp><C:transparent/></C:schedule-calendar-transp></prop></set></propertyupdate>',
  );
  assert.deepEqual((await freeBusy.ofPerson(hub.person('johanna'), range)).periods, []);
});

function question(from: string, verdict: 'pass' | 'fail', organizer = from, end = '20261126T180000Z'): string {
  return `${checked(verdict, from)}${[
    `From: <${from}>`,
    `To: ${johanna}`,
    'Subject: When are you free?',
    `Message-ID: <q.${from}.${verdict}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/calendar; charset=utf-8; method=REQUEST; component=VFREEBUSY',
    '',
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VFREEBUSY', 'UID:q2', 'DTSTAMP:20261124T080000Z'],
    ...['DTSTART:20261126T080000Z', `DTEND:${end}`, `ORGANIZER:mailto:${organizer}`, `ATTENDEE:mailto:${johanna}`],
    ...['END:VFREEBUSY', 'END:VCALENDAR', ''],
  ].join('\r\n')}`;
}

test('BUSY-7 a question by mail is answered once to our own people, with times and nothing of what', async (t) => {
  const hub = await openTestHub(t);
  await hub.hub.createEvent(hub.person('johanna').id, {
    ...{
      summary: 'Zwetschgen',
      start: '2026-11-26T09:00:00',
      end: '2026-11-26T10:00:00',
      timeZone: 'UTC',
      attendees: [],
    },
  });
  const jakob = 'jakob@contoso.example';
  await hub.receive(question(jakob, 'pass'), johanna, jakob);
  await hub.receive(question(jakob, 'pass'), johanna, jakob);
  const [reply, ...others] = await mailTo(hub, 'jakob@g.contoso.example');
  assert.deepEqual(others, []);
  assert.match(reply ?? '', /METHOD:REPLY[\s\S]*BEGIN:VFREEBUSY[\s\S]*UID:q2/);
  assert.match(reply ?? '', /FREEBUSY;FBTYPE=BUSY:20261126T090000Z\/20261126T100000Z/);
  assert.match(reply ?? '', /REQUEST-STATUS:2\.0;Success/);
  assert.doesNotMatch(reply ?? '', /Zwetschgen/);
  assert.equal(hub.records.filter(({ effect }) => effect === 'busy times told').length, 1);
  assert.deepEqual(await hub.store.reads.held({}), []);
});

test('BUSY-8 nobody else is told anything by mail, unless the organisation says so, and never in another’s name', async (t) => {
  const hub = await openTestHub(t);
  const anna = 'anna@fabrikam.example';
  await hub.receive(question(anna, 'pass'), johanna, anna);
  await hub.receive(question('jakob@contoso.example', 'fail'), johanna, 'jakob@contoso.example');
  await hub.receive(question('jakob@contoso.example', 'pass', anna), johanna, 'jakob@contoso.example');
  await hub.receive(
    question('jakob@contoso.example', 'pass', undefined, '20271126T180000Z'),
    johanna,
    'jakob@contoso.example',
  );
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
  assert.deepEqual(new Set(hub.records.map(({ decision }) => decision)), new Set(['drop']));
  const open = await openTestHub(t, (yaml) => yaml.replace('booking:', 'booking:\n  freeBusy: authenticatedStranger'));
  await open.receive(question(anna, 'pass'), johanna, anna);
  assert.equal((await mailTo(open, anna)).length, 1);
});
