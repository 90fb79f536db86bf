import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checked } from '../../../test/flow/hub.ts';
import { calendar, event, home, hrefs, openCaldav, propfind, query } from './caldav.fixture.ts';

const task = (uid: string, lines: readonly string[]) => event(uid, lines).replaceAll('VEVENT', 'VTODO');

const within = (start: string, end: string, inside = '') =>
  query(`<C:comp-filter name="VTODO"><C:time-range start="${start}" end="${end}"/>${inside}</C:comp-filter>`);

const names = (body: string) => hrefs(body).map((href) => href?.split('/').at(-1)?.replace('.ics', ''));

test('DAV-60 a task is put, told as one, found by kind, and takes no time; an event keeps to its own', async (t) => {
  const { ask } = await openCaldav(t);
  const made = await ask('PUT', `${calendar}seeds.ics`, task('seeds', ['SUMMARY:Order seeds', 'DUE:20261127T120000Z']));
  assert.equal(made.statusCode, 201);
  assert.ok(made.headers.etag, 'stored as it was sent');
  await ask('PUT', `${calendar}tea.ics`, event('tea', ['DTSTART:20261127T110000Z', 'DTEND:20261127T113000Z']));
  const listed = await ask('PROPFIND', calendar, propfind('D:getcontenttype', 'D:getetag'), { depth: '1' });
  assert.match(listed.body, /seeds\.ics<\/d:href>.*?component=VTODO/);
  assert.match(listed.body, /tea\.ics<\/d:href>.*?component=VEVENT/);
  assert.deepEqual(names((await ask('REPORT', calendar, query('<C:comp-filter name="VTODO"/>'))).body), ['seeds']);
  assert.deepEqual(names((await ask('REPORT', calendar, query('<C:comp-filter name="VEVENT"/>'))).body), ['tea']);
  const notTasks = '<C:comp-filter name="VTODO"><C:is-not-defined/></C:comp-filter>';
  assert.deepEqual(names((await ask('REPORT', calendar, query(notTasks))).body), ['tea']);
  assert.deepEqual(names((await ask('REPORT', calendar, query(''))).body), ['seeds', 'tea']);
  const busy = await ask(
    'REPORT',
    calendar,
    '<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range start="20261127T000000Z" end="20261128T000000Z"/></C:free-busy-query>',
  );
  assert.deepEqual(
    [...busy.body.matchAll(/^FREEBUSY.*$/gm)].map(([line]) => line.trim()),
    ['FREEBUSY;FBTYPE=BUSY:20261127T110000Z/20261127T113000Z'],
  );
});

test('DAV-61 each row of the table of rfc4791#9.9 finds a task by its times, bounds included where it says so', async (t) => {
  const { ask } = await openCaldav(t);
  const tasks: Readonly<Record<string, readonly string[]>> = {
    lasting: ['DTSTART:20261110T100000Z', 'DURATION:PT1H'],
    spanning: ['DTSTART:20261110T100000Z', 'DUE:20261110T110000Z'],
    beginning: ['DTSTART:20261110T100000Z'],
    due: ['DUE:20261110T110000Z'],
    done: ['CREATED:20261101T000000Z', 'COMPLETED:20261110T110000Z'],
    ended: ['COMPLETED:20261110T110000Z'],
    made: ['CREATED:20261110T110000Z'],
    timeless: ['SUMMARY:Some day'],
  };
  for (const [uid, lines] of Object.entries(tasks)) {
    assert.equal((await ask('PUT', `${calendar}${uid}.ics`, task(uid, lines))).statusCode, 201, uid);
  }
  const found = async (start: string, end: string) => {
    const { body } = await ask('REPORT', calendar, within(start, end));
    return names(body)
      .filter((name) => name !== 'timeless')
      .sort()
      .join(' ');
  };
  assert.equal(await found('20261110T103000Z', '20261110T104500Z'), 'done lasting spanning');
  assert.equal(await found('20261110T090000Z', '20261110T100000Z'), 'done');
  assert.equal(await found('20261110T100000Z', '20261110T103000Z'), 'beginning done lasting spanning');
  // The range ends at DUE or COMPLETED, which counts; it begins there, which does not for all.
  assert.equal(await found('20261110T104500Z', '20261110T110000Z'), 'done due ended lasting spanning');
  assert.equal(await found('20261110T110000Z', '20261110T120000Z'), 'done ended lasting made');
  assert.equal(await found('20261110T110001Z', '20261110T120000Z'), 'made');
  assert.equal(await found('20261109T000000Z', '20261109T120000Z'), 'done');
  assert.match((await ask('REPORT', calendar, within('20300101T000000Z', '20300102T000000Z'))).body, /timeless/);
});

test('DAV-61 a task that recurs is found and expanded by its instances, its alarm by when it rings', async (t) => {
  const { ask } = await openCaldav(t);
  const lines = ['DTSTART:20261102T080000Z', 'DUE:20261102T090000Z', 'RRULE:FREQ=WEEKLY;COUNT=4'];
  const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER;RELATED=END:-PT15M', 'END:VALARM'];
  await ask('PUT', `${calendar}water.ics`, task('water', [...lines, ...alarm]));
  assert.deepEqual(names((await ask('REPORT', calendar, within('20261109T000000Z', '20261110T000000Z'))).body), [
    'water',
  ]);
  assert.deepEqual(names((await ask('REPORT', calendar, within('20261110T000000Z', '20261111T000000Z'))).body), []);
  const expanded = await ask(
    'REPORT',
    calendar,
    query(
      '<C:comp-filter name="VTODO"/>',
      '<C:calendar-data><C:expand start="20261109T000000Z" end="20261117T000000Z"/></C:calendar-data>',
    ),
  );
  assert.equal(expanded.body.match(/BEGIN:VTODO/g)?.length, 2);
  assert.match(expanded.body, /DUE:20261109T090000Z/);
  const ringing = (start: string, end: string) =>
    `<C:comp-filter name="VTODO"><C:comp-filter name="VALARM"><C:time-range start="${start}" end="${end}"/></C:comp-filter></C:comp-filter>`;
  const rings = await ask('REPORT', calendar, query(ringing('20261109T084400Z', '20261109T084600Z')));
  assert.deepEqual(names(rings.body), ['water']);
  const silent = await ask('REPORT', calendar, query(ringing('20261109T074400Z', '20261109T074600Z')));
  assert.deepEqual(names(silent.body), []);
  const undated = await ask('PUT', `${calendar}never.ics`, task('never', ['RRULE:FREQ=DAILY']));
  assert.equal(undated.statusCode, 403);
});

test('DAV-62 a calendar takes what it was made for: tasks, events or both, by PUT, COPY and MOVE', async (t) => {
  const { ask, hub, person } = await openCaldav(t);
  const make = (name: string, ...components: string[]) =>
    ask(
      'MKCALENDAR',
      `${home}${name}/`,
      `<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><C:supported-calendar-component-set>${components.map((each) => `<C:comp name="${each}"/>`).join('')}</C:supported-calendar-component-set></prop></set></C:mkcalendar>`,
    );
  assert.equal((await make('chores', 'VTODO')).statusCode, 201);
  assert.equal((await make('dates', 'VEVENT', 'VJOURNAL')).statusCode, 201);
  assert.equal((await make('diary', 'VJOURNAL')).statusCode, 403);
  const set = async (url: string) => {
    const { body } = await ask('PROPFIND', url, propfind('X:supported-calendar-component-set'));
    return [...body.matchAll(/comp name="(\w+)"/g)].map(([, name]) => name).join(' ');
  };
  assert.equal(await set(`${home}chores/`), 'VTODO');
  assert.equal(await set(`${home}dates/`), 'VEVENT');
  assert.equal(await set(calendar), 'VEVENT VTODO');
  const seeds = task('seeds', ['SUMMARY:Order seeds']);
  const tea = event('tea', ['DTSTART:20261127T110000Z']);
  assert.equal((await ask('PUT', `${home}chores/seeds.ics`, seeds)).statusCode, 201);
  for (const [url, text] of [
    [`${home}chores/tea.ics`, tea],
    [`${home}dates/seeds.ics`, seeds],
  ] as const) {
    const refused = await ask('PUT', url, text);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, /supported-calendar-component/);
  }
  const appointment = { start: '2026-11-27T11:00:00', end: '2026-11-27T12:00:00', timeZone: 'UTC', summary: 'Tea' };
  const made = await hub.createEvent(person('johanna').id, { ...appointment, attendees: [], calendar: 'chores' });
  assert.equal(made.kind === 'problem' && made.code, 'unsupported-component');
  const destination = { destination: `${home}dates/seeds.ics` };
  assert.match((await ask('MOVE', `${home}chores/seeds.ics`, '', destination)).body, /supported-calendar-component/);
  const there = { destination: `${calendar}seeds.ics` };
  assert.equal((await ask('MOVE', `${home}chores/seeds.ics`, '', there)).statusCode, 201);
});

test('DAV-63 a task that came by mail is on the default calendar, and what she has done of it is told its organizer once', async (t) => {
  const hub = await openCaldav(t);
  const anna = 'anna@fabrikam.example';
  const text = task('report', [
    'SUMMARY:Report',
    'DUE:20261130T120000Z',
    `ORGANIZER:mailto:${anna}`,
    'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:johanna@contoso.example',
  ]).replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:REQUEST');
  const head = `From: <${anna}>\r\nTo: johanna@contoso.example\r\nSubject: Report\r\nMessage-ID: <t1@fabrikam.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n`;
  await hub.receive(`${checked('pass', anna)}${head}${text}`, 'johanna@contoso.example', anna);
  const url = `${calendar}report.ics`;
  const kept = await hub.ask('GET', url);
  assert.equal(kept.statusCode, 200);
  const done = kept.body
    .replace(/PARTSTAT=NEEDS-ACTION/, 'PARTSTAT=COMPLETED')
    .replace('END:VTODO', 'STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:20261124T090000Z\r\nEND:VTODO');
  assert.equal((await hub.ask('PUT', url, done)).statusCode, 204);
  const jobs = (await hub.store.reads.jobs({ limit: 10 })).filter(({ recipient }) => recipient === anna);
  assert.equal(jobs.length, 1);
  const [week] = [await hub.hub.store.reads.objects(`${hub.person('johanna').id}/calendar`)];
  assert.deepEqual(
    week.map(({ component }) => component),
    ['VTODO'],
  );
});

test('STORE-46 what the span says of an event is kept and forgotten with its text; of a task and a series it says nothing', async (t) => {
  const { ask, store, person } = await openCaldav(t);
  const extents = async () =>
    (await store.reads.entries(`${person('johanna').id}/calendar`)).map(({ uid, extent }) => [uid, extent]);
  const times = ['DTSTART:20261127T110000Z', 'DTEND:20261127T113000Z'];
  await ask('PUT', `${calendar}seeds.ics`, task('seeds', ['DTSTART:20261127T110000Z', 'DUE:20261127T120000Z']));
  await ask('PUT', `${calendar}tea.ics`, event('tea', times));
  const invited = ['ORGANIZER:mailto:johanna@contoso.example', 'ATTENDEE:mailto:olga@fabrikam.example'];
  await ask('PUT', `${calendar}walk.ics`, event('walk', [...times, ...invited]));
  assert.deepEqual(await extents(), [
    ['seeds', undefined],
    ['tea', 'whole'],
    ['walk', 'whole'],
  ]);
  const week = '<C:time-range start="20261127T100000Z" end="20261127T110001Z"/>';
  const events = query(`<C:comp-filter name="VEVENT">${week}</C:comp-filter>`);
  assert.deepEqual(names((await ask('REPORT', calendar, events)).body), ['tea', 'walk']);
  assert.deepEqual(names((await ask('REPORT', calendar, within('20261127T100000Z', '20261127T110001Z'))).body), [
    'seeds',
  ]);
  await ask('PUT', `${calendar}tea.ics`, event('tea', [...times, 'RRULE:FREQ=DAILY;COUNT=2']));
  assert.deepEqual((await extents())[1], ['tea', undefined]);
});
