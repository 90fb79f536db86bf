import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, review, weekly } from '../http/hub.fixture.ts';
import { calendar, hrefs, inRange, openCaldav, propfind, query } from './caldav.fixture.ts';

test('DAV-1 a client finds its way from the well-known address to the calendar', async (t) => {
  const { app, ask, authorization } = await openCaldav(t);
  for (const method of ['GET', 'PROPFIND'] as const) {
    const found = await app.inject({ method: method as 'GET', url: '/.well-known/caldav' });
    assert.equal(found.statusCode, 301);
    assert.equal(found.headers.location, '/dav/');
  }
  const root = await ask('PROPFIND', '/dav/', propfind('D:current-user-principal'), { depth: '0' });
  assert.equal(root.statusCode, 207);
  assert.match(root.body, /<d:current-user-principal><d:href>\/dav\/principals\/johanna@contoso\.example\/<\/d:href>/);
  const principal = await ask(
    'PROPFIND',
    '/dav/principals/johanna%40contoso.example/',
    propfind('X:calendar-home-set', 'X:calendar-user-address-set'),
    { depth: '0' },
  );
  assert.match(principal.body, /<c:calendar-home-set><d:href>\/dav\/calendars\/johanna@contoso\.example\/<\/d:href>/);
  assert.match(principal.body, /mailto:johanna@contoso\.example<\/d:href><d:href>mailto:jo@contoso\.example/);
  const home = await ask(
    'PROPFIND',
    '/dav/calendars/johanna@contoso.example/',
    propfind('D:resourcetype', 'X:supported-calendar-component-set'),
    { depth: '1' },
  );
  assert.deepEqual(
    hrefs(home.body),
    ['', 'calendar/', 'inbox/', 'outbox/'].map((path) => `/dav/calendars/johanna@contoso.example/${path}`),
  );
  assert.match(home.body, /<d:resourcetype><d:collection\/><c:calendar\/><\/d:resourcetype>/);
  assert.match(home.body, /<c:comp name="VEVENT"\/>/);
  const options = await app.inject({ method: 'OPTIONS', url: '/dav/', headers: { authorization } });
  assert.match(String(options.headers.dav), /calendar-access/);
});

test('DAV-2 an object is listed, read by GET and by its tag; its text is escaped where it stands in XML', async (t) => {
  const { ask, file } = await openCaldav(t);
  await file('review', review);
  const listed = await ask('PROPFIND', calendar, propfind('D:getetag', 'S:getctag', 'D:getcontenttype'), {
    depth: '1',
  });
  assert.deepEqual(hrefs(listed.body), [calendar, `${calendar}review.ics`]);
  const got = await ask('GET', `${calendar}review.ics`);
  assert.equal(got.statusCode, 200);
  assert.match(String(got.headers['content-type']), /^text\/calendar/);
  assert.match(got.body, /SUMMARY:Garden review <plans & costs>/);
  const etag = String(got.headers.etag);
  assert.ok(listed.body.includes(`<d:getetag>${etag.replaceAll('"', '&quot;')}</d:getetag>`));
  assert.equal((await ask('GET', `${calendar}review.ics`, '', { 'if-none-match': etag })).statusCode, 304);
  assert.equal((await ask('GET', `${calendar}other.ics`)).statusCode, 404);
  const data = await ask('REPORT', calendar, inRange('20261124T000000Z', '20261125T000000Z'));
  assert.match(data.body, /SUMMARY:Garden review &lt;plans &amp; costs&gt;&#13;\n/);
});

test('DAV-3 a property that is not here is a 404 in its propstat, in its own namespace', async (t) => {
  const { ask } = await openCaldav(t);
  const body = '<propfind xmlns="DAV:"><prop><displayname/><x:colour xmlns:x="urn:a&amp;b"/></prop></propfind>';
  const answer = await ask('PROPFIND', calendar, body, { depth: '0' });
  assert.match(answer.body, /<d:displayname>Johanna Winter<\/d:displayname><\/d:prop><d:status>HTTP\/1.1 200 OK/);
  assert.match(answer.body, /<colour xmlns="urn:a&amp;b"\/><\/d:prop><d:status>HTTP\/1.1 404 Not Found/);
});

test('DAV-4 a time range picks objects by their instances, not by their span', async (t) => {
  const { ask, file } = await openCaldav(t);
  await file('review', review);
  await file('weekly', weekly);
  const found = async (start: string, end: string) =>
    hrefs((await ask('REPORT', calendar, inRange(start, end), { depth: '1' })).body);
  assert.deepEqual(await found('20261124T000000Z', '20261125T000000Z'), [
    `${calendar}review.ics`,
    `${calendar}weekly.ics`,
  ]);
  // A Wednesday inside the series has no instance.
  assert.deepEqual(await found('20261125T000000Z', '20261126T000000Z'), []);
  // Ends are outside (rfc4791#9.9).
  assert.deepEqual(await found('20261124T100000Z', '20261124T140000Z'), []);
  assert.deepEqual(await found('20301203T000000Z', '20301204T000000Z'), [`${calendar}weekly.ics`]);
});

test('DAV-5 other filters: text of a property, components that are never here, and what is not offered', async (t) => {
  const { ask, file } = await openCaldav(t);
  await file('review', review);
  await file('weekly', weekly);
  const event = (test: string) => query(`<C:comp-filter name="VEVENT">${test}</C:comp-filter>`);
  const found = async (body: string) => hrefs((await ask('REPORT', calendar, body)).body).length;
  assert.equal(await found(event('')), 2);
  assert.equal(
    await found(event('<C:prop-filter name="SUMMARY"><C:text-match>WEEKLY</C:text-match></C:prop-filter>')),
    1,
  );
  assert.equal(
    await found(
      event('<C:prop-filter name="SUMMARY"><C:text-match negate-condition="yes">weekly</C:text-match></C:prop-filter>'),
    ),
    1,
  );
  assert.equal(await found(event('<C:prop-filter name="RRULE"><C:is-not-defined/></C:prop-filter>')), 1);
  assert.equal(await found(query('<C:comp-filter name="VTODO"/>')), 0);
  assert.equal(await found(event('<C:comp-filter name="VALARM"/>')), 0);
  assert.equal(await found(event('<C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter>')), 2);
  const answered = (value: string) =>
    event(
      `<C:prop-filter name="ATTENDEE"><C:param-filter name="PARTSTAT"><C:text-match>${value}</C:text-match></C:param-filter></C:prop-filter>`,
    );
  assert.equal(await found(answered('needs')), 2);
  assert.equal(await found(answered('accepted')), 0);
  const stamped = (start: string) =>
    event(`<C:prop-filter name="DTSTAMP"><C:time-range start="${start}"/></C:prop-filter>`);
  assert.equal(await found(stamped('20261120T080000Z')), 2);
  assert.equal(await found(stamped('20261120T080001Z')), 0);
  for (const [inside, condition] of [
    [event('<C:near-filter/>'), 'supported-filter'],
    [event('<C:time-range start="tomorrow"/>'), 'valid-filter'],
    [
      event('<C:prop-filter name="SUMMARY"><C:text-match collation="i;other">a</C:text-match></C:prop-filter>'),
      'supported-collation',
    ],
  ] as const) {
    const refused = await ask('REPORT', calendar, inside);
    assert.equal(refused.statusCode, 403);
    assert.match(refused.body, new RegExp(`<c:${condition}/>`));
  }
});

test('DAV-6 a multiget answers each href as it was asked, in @ or %40', async (t) => {
  const { ask, file } = await openCaldav(t);
  await file('review', review);
  const asked = [
    `${calendar}review.ics`,
    `${calendar.replace('@', '%40')}review.ics`,
    `${calendar}gone.ics`,
    '/dav/calendars/jakob@contoso.example/calendar/review.ics',
  ];
  const body = `<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><prop><getetag/><C:calendar-data/></prop>${asked.map((href) => `<href>${href}</href>`).join('')}</C:calendar-multiget>`;
  const answer = await ask('REPORT', calendar, body);
  assert.deepEqual(hrefs(answer.body), asked);
  assert.equal([...answer.body.matchAll(/BEGIN:VCALENDAR/g)].length, 2);
  assert.equal([...answer.body.matchAll(/404 Not Found/g)].length, 2);
});

test('DAV-7 only an app password opens, only her own calendar, and no password travels in the clear', async (t) => {
  const { app, ask, password, authorization } = await openCaldav(t);
  const get = async (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    (
      await app.inject({
        method: 'PROPFIND' as 'GET',
        url: calendar,
        headers: { depth: '0', ...headers },
        remoteAddress,
      })
    ).statusCode;
  assert.equal(await get({}), 401);
  assert.equal(await get({ authorization: basic('johanna@contoso.example', 'wrong') }), 401);
  assert.equal(await get({ authorization: basic('jakob@contoso.example', password) }), 401);
  assert.equal(
    await get({ authorization: basic('jo@contoso.example', password.replaceAll('-', '').toUpperCase()) }),
    207,
  );
  assert.equal(await get({ authorization: basic('johanna%40contoso.example', password) }), 207);
  assert.equal(await get({ authorization }, '192.0.2.1'), 403);
  // A TLS proxy on this machine, and one that passes on what came in the clear.
  assert.equal(await get({ authorization, 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' }), 207);
  assert.equal(await get({ authorization, 'x-forwarded-for': '192.0.2.1' }), 403);
  for (const url of [
    '/dav/principals/jakob@contoso.example/',
    '/dav/calendars/jakob@contoso.example/calendar/',
    '/dav/calendars/x@y/',
  ]) {
    assert.equal((await ask('PROPFIND', url, '', { depth: '0' })).statusCode, 403, url);
  }
});

test('DAV-8 depth infinity is refused', async (t) => {
  const { ask } = await openCaldav(t);
  const deep = await ask('PROPFIND', calendar, '', { depth: 'infinity' });
  assert.equal(deep.statusCode, 403);
  assert.match(deep.body, /<d:propfind-finite-depth\/>/);
});

test('DAV-9 hostile XML is refused without harm', async (t) => {
  const { ask } = await openCaldav(t);
  const bombs = {
    doctype: '<!DOCTYPE x [<!ENTITY a "aaaa">]><propfind xmlns="DAV:"><prop><displayname/></prop></propfind>',
    entity: '<propfind xmlns="DAV:"><prop>&undefined;</prop></propfind>',
    deep: `<propfind xmlns="DAV:">${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}</propfind>`,
    wide: `<propfind xmlns="DAV:"><prop>${'<a/>'.repeat(30_000)}</prop></propfind>`,
    broken: '<propfind xmlns="DAV:"><prop>',
    unbound: '<q:propfind/>',
    other: '<report xmlns="DAV:"/>',
    text: 'not xml at all',
  };
  for (const [name, body] of Object.entries(bombs)) {
    assert.equal((await ask('PROPFIND', calendar, body, { depth: '0' })).statusCode, 400, name);
  }
  const large = await ask('PROPFIND', calendar, `<propfind xmlns="DAV:">${' '.repeat(2_000_000)}</propfind>`, {
    depth: '0',
  });
  assert.equal(large.statusCode, 413);
  assert.equal(
    (await ask('PROPFIND', '/dav/calendars/johanna@contoso.example/%ff/', '', { depth: '0' })).statusCode,
    400,
  );
});
