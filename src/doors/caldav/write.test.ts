import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendar, event, home, hrefs, openCaldav, propfind, query, sync } from './caldav.fixture.ts';

const tea = (summary = 'Tea', more: readonly string[] = []) =>
  event('tea', [`SUMMARY:${summary}`, 'DTSTART:20261124T090000Z', 'DTEND:20261124T100000Z', ...more]);

const tokenIn = (body: string) => /<d:sync-token>([^<]*)/.exec(body)?.[1] ?? '';

test('DAV-10 an object is put, replaced and removed under the conditions a client sets', async (t) => {
  const { ask } = await openCaldav(t);
  const url = `${calendar}tea.ics`;
  const made = await ask('PUT', url, tea(), { 'if-none-match': '*' });
  assert.equal(made.statusCode, 201);
  const etag = String(made.headers.etag);
  const got = await ask('GET', url);
  assert.equal(got.body, tea());
  assert.equal(got.headers.etag, etag);
  assert.equal((await ask('PUT', url, tea('Other'), { 'if-none-match': '*' })).statusCode, 412);
  assert.equal((await ask('PUT', url, tea('Other'), { 'if-match': '"other"' })).statusCode, 412);
  assert.equal((await ask('PUT', `${calendar}none.ics`, tea('Other'), { 'if-match': '*' })).statusCode, 412);
  const changed = await ask('PUT', url.replace('@', '%40'), tea('Green tea'), { 'if-match': etag });
  assert.equal(changed.statusCode, 204);
  assert.notEqual(changed.headers.etag, etag);
  assert.equal((await ask('DELETE', url, '', { 'if-match': etag })).statusCode, 412);
  assert.equal(
    (await ask('DELETE', url, '', { if: `(["${'x'}"]) (Not <urn:lock> [${changed.headers.etag}])` })).statusCode,
    204,
  );
  assert.equal((await ask('GET', url)).statusCode, 404);
  assert.equal((await ask('DELETE', url)).statusCode, 404);
});

test('DAV-11 what can not be an object here is refused by the name of the condition, and nothing is kept', async (t) => {
  const { ask, store, person } = await openCaldav(t);
  await ask('PUT', `${calendar}tea.ics`, tea());
  const other = event('other', ['DTSTART:20261124T090000Z']);
  const many = Array.from({ length: 1001 }, (_, i) => `ATTENDEE:mailto:a${i}@fabrikam.example`);
  const cases: readonly (readonly [string, string, string])[] = [
    ['no iCalendar', 'BEGIN:VCALENDAR\r\nnonsense', 'valid-calendar-data'],
    ['no start', event('x', ['SUMMARY:x']), 'valid-calendar-data'],
    ['method', other.replace('VERSION:2.0', 'VERSION:2.0\r\nMETHOD:PUBLISH'), 'valid-calendar-object-resource'],
    [
      'two uids',
      other.replace('END:VEVENT', 'END:VEVENT\r\nBEGIN:VEVENT\r\nUID:y\r\nDTSTART:20261124T090000Z\r\nEND:VEVENT'),
      'valid-calendar-object-resource',
    ],
    [
      'two masters',
      other.replace('END:VEVENT', 'END:VEVENT\r\nBEGIN:VEVENT\r\nUID:other\r\nDTSTART:20261124T090000Z\r\nEND:VEVENT'),
      'valid-calendar-object-resource',
    ],
    ['diary', other.replaceAll('VEVENT', 'VJOURNAL'), 'supported-calendar-component'],
    ['crowd', event('x', ['DTSTART:20261124T090000Z', ...many]), 'max-attendees-per-instance'],
    ['endless', event('x', ['DTSTART:20261124T090000Z', 'RRULE:FREQ=DAILY;COUNT=20000']), 'max-instances'],
    [
      'too large',
      event('x', ['DTSTART:20261124T090000Z', `DESCRIPTION:${'x'.repeat(1_100_000)}`]),
      'max-resource-size',
    ],
    ['same uid', tea(), 'no-uid-conflict'],
  ];
  for (const [name, text, condition] of cases) {
    const refused = await ask('PUT', `${calendar}new.ics`, text);
    assert.equal(refused.statusCode, 403, name);
    assert.match(refused.body, new RegExp(`<c:${condition}[ />]`), name);
  }
  const moved = await ask('PUT', `${calendar}tea.ics`, other);
  assert.match(
    moved.body,
    /<c:no-uid-conflict><d:href>\/dav\/calendars\/johanna@contoso\.example\/calendar\/tea\.ics</,
  );
  const typed = await ask('PUT', `${calendar}new.ics`, other, { 'content-type': 'text/html' });
  assert.match(typed.body, /<c:supported-calendar-data\/>/);
  assert.equal((await ask('PUT', `${home}nowhere/new.ics`, other)).statusCode, 409);
  assert.equal((await store.reads.objects(`${person('johanna').id}/calendar`)).length, 1);
});

test('DAV-13 a calendar is made, described, used and removed; one made again under its name is another', async (t) => {
  const { ask } = await openCaldav(t);
  const garden = `${home}garden/`;
  const body = (set: string) =>
    `<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><set><prop>${set}</prop></set></C:mkcalendar>`;
  const components = (name: string) =>
    `<C:supported-calendar-component-set><C:comp name="${name}"/></C:supported-calendar-component-set>`;
  const tasks = await ask('MKCALENDAR', garden, body(components('VJOURNAL')));
  assert.match(tasks.body, /<c:supported-calendar-component\/>/);
  const made = await ask(
    'MKCALENDAR',
    garden,
    body(
      `<displayname>Garden</displayname><a:calendar-color xmlns:a="http://apple.com/ns/ical/">#0a0</a:calendar-color>${components('VEVENT')}`,
    ),
  );
  assert.equal(made.statusCode, 201);
  assert.match((await ask('MKCALENDAR', garden)).body, /<d:resource-must-be-null\/>/);
  assert.match((await ask('MKCALENDAR', `${garden}deeper/`)).body, /<c:calendar-collection-location-ok\/>/);
  const told = await ask('PROPFIND', home, propfind('D:displayname', 'A:calendar-color'), { depth: '1' });
  assert.match(
    told.body,
    /<d:displayname>Garden<\/d:displayname><calendar-color xmlns="http:\/\/apple\.com\/ns\/ical\/">#0a0</,
  );
  assert.equal((await ask('PUT', `${garden}tea.ics`, tea())).statusCode, 201);
  const token = tokenIn((await ask('REPORT', garden, sync(''))).body);
  assert.equal((await ask('DELETE', garden)).statusCode, 204);
  assert.equal((await ask('PROPFIND', garden, '', { depth: '0' })).statusCode, 404);
  const extended = `<mkcol xmlns="DAV:"><set><prop><resourcetype><collection/><C:calendar xmlns:C="urn:ietf:params:xml:ns:caldav"/></resourcetype></prop></set></mkcol>`;
  assert.equal((await ask('MKCOL', garden, extended)).statusCode, 201);
  assert.equal((await ask('GET', `${garden}tea.ics`)).statusCode, 404);
  assert.match((await ask('REPORT', garden, sync(token))).body, /<d:valid-sync-token\/>/);
  const needed = await ask('DELETE', calendar);
  assert.match(needed.body, /<c:default-calendar-needed\/>/);
});

test('DAV-14 a property update holds whole or not at all; what means nothing here is kept within a cap', async (t) => {
  const { ask } = await openCaldav(t);
  const patch = (set: string, remove = '') =>
    ask(
      'PROPPATCH',
      calendar,
      `<propertyupdate xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:x="urn:x"><set><prop>${set}</prop></set>${remove && `<remove><prop>${remove}</prop></remove>`}</propertyupdate>`,
    );
  const told = async (...names: string[]) => (await ask('PROPFIND', calendar, propfind(...names), { depth: '0' })).body;
  const kept = await patch(
    '<displayname>Mine</displayname><x:order kind="a&amp;b">7<x:in>&lt;</x:in></x:order><C:calendar-description>Plants</C:calendar-description>',
  );
  assert.equal(kept.statusCode, 207);
  assert.match(kept.body, /200 OK/);
  assert.match(await told('D:displayname', 'X:calendar-description'), />Mine<.*>Plants</s);
  const all = await ask('PROPFIND', calendar, '', { depth: '0' });
  assert.match(all.body, /<order xmlns="urn:x" kind="a&amp;b">7<in xmlns="urn:x">&lt;<\/in><\/order>/);
  const refused = await patch('<displayname>Other</displayname><getetag>1</getetag>');
  assert.match(refused.body, /<d:getetag\/><\/d:prop><d:status>HTTP\/1\.1 403 Forbidden/);
  assert.match(refused.body, /<d:displayname\/><\/d:prop><d:status>HTTP\/1\.1 424/);
  assert.match(await told('D:displayname'), />Mine</);
  assert.match((await patch('<C:calendar-timezone>nonsense</C:calendar-timezone>')).body, /<c:valid-calendar-data\/>/);
  assert.match((await patch(`<x:large>${'x'.repeat(70_000)}</x:large>`)).body, /507 Insufficient Storage/);
  await patch('<displayname>Mine</displayname>', '<x:order/>');
  assert.doesNotMatch((await ask('PROPFIND', calendar, '', { depth: '0' })).body, /urn:x/);
});

test('DAV-15 an object moves between calendars, and is copied where its UID is free', async (t) => {
  const { ask } = await openCaldav(t);
  const garden = `${home}garden/`;
  await ask('MKCALENDAR', garden);
  await ask('PUT', `${calendar}tea.ics`, tea());
  const token = tokenIn((await ask('REPORT', calendar, sync(''))).body);
  const to = (destination: string, more: Record<string, string> = {}) => ({ destination, ...more });
  assert.equal(
    (await ask('COPY', `${calendar}tea.ics`, '', to(`http://localhost:80${garden}tea.ics`, { host: 'localhost:80' })))
      .statusCode,
    201,
  );
  assert.equal(
    (await ask('MOVE', `${calendar}tea.ics`, '', to(`${garden}tea.ics`, { overwrite: 'F' }))).statusCode,
    412,
  );
  assert.match((await ask('COPY', `${calendar}tea.ics`, '', to(`${garden}two.ics`))).body, /<c:no-uid-conflict>/);
  assert.equal((await ask('MOVE', `${calendar}tea.ics`, '', to(`${calendar}renamed.ics`))).statusCode, 201);
  assert.equal(
    (await ask('MOVE', `${calendar}renamed.ics`, '', to(`${garden.replace('@', '%40')}tea.ics`))).statusCode,
    204,
  );
  assert.equal((await ask('GET', `${garden}tea.ics`)).body, tea());
  assert.deepEqual(hrefs((await ask('PROPFIND', calendar, '', { depth: '1' })).body), [calendar]);
  const gone = (await ask('REPORT', calendar, sync(token))).body;
  assert.deepEqual(hrefs(gone).sort(), [`${calendar}renamed.ics`, `${calendar}tea.ics`]);
  assert.equal([...gone.matchAll(/404 Not Found/g)].length, 2);
  assert.equal((await ask('MOVE', `${garden}tea.ics`, '', to('http://elsewhere.example/dav/'))).statusCode, 502);
  assert.equal(
    (await ask('MOVE', `${garden}tea.ics`, '', to('/dav/calendars/jakob@contoso.example/calendar/tea.ics'))).statusCode,
    403,
  );
});

test('DAV-16 a series is told as its instances, with what differs in the range only, or in part', async (t) => {
  const { ask } = await openCaldav(t);
  const series = event('series', [
    'SUMMARY:Walk',
    'DTSTART;TZID=Europe/Paris:20261102T100000',
    'DURATION:PT1H',
    'RRULE:FREQ=DAILY;COUNT=60',
  ]).replace(
    'END:VEVENT',
    [
      'END:VEVENT',
      ...['20261110', '20261210'].flatMap((day) => [
        'BEGIN:VEVENT',
        'UID:series',
        'SUMMARY:Late walk',
        `RECURRENCE-ID;TZID=Europe/Paris:${day}T100000`,
        `DTSTART;TZID=Europe/Paris:${day}T150000`,
        'DURATION:PT1H',
        'END:VEVENT',
      ]),
    ].join('\r\n'),
  );
  await ask('PUT', `${calendar}series.ics`, series);
  const data = async (inside: string) => {
    const { body } = await ask(
      'REPORT',
      calendar,
      query('<C:comp-filter name="VEVENT"/>', `<C:calendar-data>${inside}</C:calendar-data>`),
    );
    return /calendar-data>(.*)<\/c:calendar-data/s.exec(body)?.[1]?.replaceAll('&#13;\n', '\n') ?? '';
  };
  const range = 'start="20261109T000000Z" end="20261112T000000Z"';
  const expanded = await data(`<C:expand ${range}/>`);
  assert.deepEqual(
    [...expanded.matchAll(/DTSTART:(.*)/g)].map(([, start]) => start),
    ['20261109T090000Z', '20261110T140000Z', '20261111T090000Z'],
  );
  assert.match(expanded, /RECURRENCE-ID:20261110T090000Z/);
  assert.doesNotMatch(expanded, /RRULE|VTIMEZONE|DURATION/);
  const limited = await data(`<C:limit-recurrence-set ${range}/>`);
  assert.match(limited, /RRULE/);
  assert.match(limited, /RECURRENCE-ID;TZID=Europe\/Paris:20261110/);
  assert.doesNotMatch(limited, /RECURRENCE-ID;TZID=Europe\/Paris:20261210/);
  const part = await data(
    '<C:comp name="VCALENDAR"><C:prop name="VERSION"/><C:comp name="VEVENT"><C:prop name="UID"/></C:comp></C:comp>',
  );
  assert.equal(part.split('BEGIN:VEVENT').length, 4);
  assert.doesNotMatch(part, /SUMMARY|PRODID/);
  assert.equal(
    (await ask('REPORT', calendar, query('', '<C:calendar-data><C:expand start="x"/></C:calendar-data>'))).statusCode,
    400,
  );
});

test('DAV-17 an alarm is found by when it rings', async (t) => {
  const { ask } = await openCaldav(t);
  const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:Tea', 'TRIGGER:-PT30M', 'END:VALARM'];
  await ask('PUT', `${calendar}tea.ics`, tea('Tea', alarm));
  const rings = async (start: string, end: string) =>
    hrefs(
      (
        await ask(
          'REPORT',
          calendar,
          query(
            `<C:comp-filter name="VEVENT"><C:comp-filter name="VALARM"><C:time-range start="${start}" end="${end}"/></C:comp-filter></C:comp-filter>`,
          ),
        )
      ).body,
    ).length;
  assert.equal(await rings('20261124T083000Z', '20261124T084500Z'), 1);
  assert.equal(await rings('20261124T084500Z', '20261124T110000Z'), 0);
});

test('DAV-18 a client that wants little is told little', async (t) => {
  const { ask } = await openCaldav(t);
  await ask('PUT', `${calendar}tea.ics`, tea());
  const names = propfind('D:getetag', 'X:nothing');
  const full = await ask('PROPFIND', calendar, names, { depth: '1' });
  assert.match(full.body, /404 Not Found/);
  const minimal = await ask('PROPFIND', calendar, names, { depth: '1', prefer: 'return=minimal, depth-noroot' });
  assert.doesNotMatch(minimal.body, /404 Not Found/);
  assert.deepEqual(hrefs(minimal.body), [`${calendar}tea.ics`]);
  assert.equal(minimal.headers['preference-applied'], 'return=minimal, depth-noroot');
  const whole = await ask('PUT', `${calendar}tea.ics`, tea('Green'), { prefer: 'return=representation' });
  assert.equal(whole.statusCode, 200);
  assert.equal(whole.body, tea('Green'));
});
