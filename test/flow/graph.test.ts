import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '@microsoft/microsoft-graph-client';
import { openGraph, review } from './graph.ts';
import { invitation } from './hub.ts';

const johanna = 'johanna@contoso.example';
const week = 'startDateTime=2026-11-23T00:00:00Z&endDateTime=2026-11-30T00:00:00Z';

test('GRAPH-1 a token speaks for its person alone; a client of the organisation for everybody', async (t) => {
  const graph = await openGraph(t);
  const me = await graph.get('/me');
  assert.equal(me.body.userPrincipalName, johanna);
  assert.equal((await graph.get(`/users/${johanna}`)).body.id, me.body.id);
  assert.equal((await graph.get('/users/jakob@contoso.example')).status, 403);
  assert.equal((await graph.ask('GET', '/me', { token: '' })).status, 401);
  const client = await graph.credentials.createClient('sync');
  const tokenFor = (tenant: string, secret: string) =>
    fetch(`${graph.origin}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.clientId,
        client_secret: secret,
        scope: 'https://graph.microsoft.com/.default',
      }),
    });
  assert.equal((await tokenFor(client.tenant, 'wrong')).status, 401);
  assert.equal((await tokenFor('elsewhere.example', client.clientSecret)).status, 400);
  const granted = (await (await tokenFor('contoso.example', client.clientSecret)).json()) as Record<string, unknown>;
  assert.equal(granted.expires_in, 3599);
  const token = String(granted.access_token);
  assert.equal((await graph.ask('GET', '/users/jakob@contoso.example', { token })).body.mail, 'jakob@contoso.example');
  assert.equal((await graph.ask('GET', '/me', { token })).status, 400);
  graph.advance(3599_000);
  assert.equal((await graph.ask('GET', '/users/jakob@contoso.example', { token })).status, 401);
});

test('GRAPH-2 an error has Graph’s shape and the ids of the request', async (t) => {
  const graph = await openGraph(t);
  const id = '7f8d1c1e-0000-4000-8000-000000000001';
  const { status, body, headers } = await graph.get('/me/events/nothing', { 'client-request-id': id });
  assert.equal(status, 404);
  assert.equal(body.error.code, 'ErrorItemNotFound');
  assert.equal(body.error.innerError['client-request-id'], id);
  assert.equal(body.error.innerError['request-id'], headers.get('request-id'));
  assert.equal((await graph.get('/me/teapots')).body.error.code, 'BadRequest');
});

test('GRAPH-3 an event is made, told in the zone that was asked for, and its attendees hear of it', async (t) => {
  const graph = await openGraph(t);
  const made = await graph.ask('POST', '/me/events', {
    body: review,
    headers: { prefer: 'outlook.timezone="Europe/Paris"' },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.headers.get('preference-applied'), 'outlook.timezone="Europe/Paris"');
  assert.deepEqual(made.body.start, { dateTime: '2026-11-26T10:00:00.0000000', timeZone: 'Europe/Paris' });
  assert.equal(made.body.isOrganizer, true);
  assert.equal(made.body.responseStatus.response, 'organizer');
  assert.equal(made.body.body.content, review.body.content);
  assert.equal(made.body.bodyPreview, 'Plans & costs');
  const types = made.body.attendees.map((each: { type: string }) => each.type);
  assert.deepEqual(types, ['required', 'optional']);
  const jobs = await graph.store.reads.jobs({ limit: 10 });
  assert.ok(jobs.some(({ recipient }) => recipient === 'anna@fabrikam.example'));
  const seen = await graph.ask('GET', `/me/calendarView?${week}`, { token: graph.tokens.jakob });
  assert.equal(seen.body.value[0].subject, 'Garden review');
  assert.equal(seen.body.value[0].start.timeZone, 'UTC');
  assert.equal(seen.body.value[0].start.dateTime, '2026-11-26T09:00:00.0000000');
});

test('GRAPH-4 an unanswered invitation is tentative and not responded; an answer sends one reply', async (t) => {
  const graph = await openGraph(t);
  await graph.receive(invitation({ uid: 'g1', to: johanna }), johanna);
  const [event] = (await graph.get('/me/events')).body.value;
  assert.equal(event.showAs, 'tentative');
  assert.equal(event.responseStatus.response, 'notResponded');
  assert.equal(event.isOrganizer, false);
  const accepted = await graph.ask('POST', `/me/events/${event.id}/accept`, {
    body: { comment: 'with joy', sendResponse: true },
  });
  assert.equal(accepted.status, 202);
  assert.equal(accepted.body, undefined);
  const [after] = (await graph.get('/me/events')).body.value;
  assert.equal(after.responseStatus.response, 'accepted');
  assert.equal(after.showAs, 'busy');
  const replies = await graph.store.reads.jobs({ limit: 10 });
  assert.deepEqual(
    replies.map(({ recipient }) => recipient),
    ['anna@fabrikam.example'],
  );
});

test('GRAPH-4 an answer that is not to be sent stays on her calendar', async (t) => {
  const graph = await openGraph(t);
  await graph.receive(invitation({ uid: 'g2', to: johanna }), johanna);
  const [event] = (await graph.get('/me/events')).body.value;
  const declined = await graph.ask('POST', `/me/events/${event.id}/decline`, { body: { sendResponse: false } });
  assert.equal(declined.status, 202, JSON.stringify(declined.body));
  assert.equal((await graph.get('/me/events')).body.value[0].responseStatus.response, 'declined');
  assert.deepEqual(await graph.store.reads.jobs({ limit: 10 }), []);
});

test('GRAPH-5 the same transactionId makes one event', async (t) => {
  const graph = await openGraph(t);
  const body = { ...review, transactionId: 'import-77' };
  const first = await graph.ask('POST', '/me/events', { body });
  const again = await graph.ask('POST', '/me/events', { body: { ...body, subject: 'Another' } });
  assert.equal(again.status, 201);
  assert.equal(again.body.id, first.body.id);
  assert.equal(again.body.subject, 'Garden review');
  assert.equal((await graph.get('/me/events')).body.value.length, 1);
});

test('GRAPH-6 If-Match guards a change; without it the last one wins', async (t) => {
  const graph = await openGraph(t);
  const { body } = await graph.ask('POST', '/me/events', { body: review });
  const path = `/me/events/${body.id}`;
  const tag = body['@odata.etag'];
  const changed = await graph.ask('PATCH', path, { body: { subject: 'Moved' }, headers: { 'if-match': tag } });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal(changed.body.subject, 'Moved');
  const late = await graph.ask('PATCH', path, { body: { subject: 'Late' }, headers: { 'if-match': tag } });
  assert.equal(late.status, 412);
  assert.equal((await graph.ask('DELETE', path, { headers: { 'if-match': tag } })).status, 412);
  assert.equal((await graph.ask('DELETE', path)).status, 204);
  assert.equal((await graph.get(path)).status, 404);
  const said = await graph.store.reads.jobs({ limit: 10 });
  assert.ok(said.length > 0);
  assert.deepEqual(
    (await graph.ask('GET', `/me/calendarView?${week}`, { token: graph.tokens.jakob })).body.value.map(
      (each: { isCancelled: boolean }) => each.isCancelled,
    ),
    [true],
  );
});

const daily = {
  ...{ subject: 'Watering', start: { dateTime: '2026-11-23T08:00:00', timeZone: 'Europe/Paris' } },
  end: { dateTime: '2026-11-23T08:15:00', timeZone: 'Europe/Paris' },
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2026-11-23', numberOfOccurrences: 5 },
  },
};

test('GRAPH-7 a series: instances, one changed, one taken out', async (t) => {
  const graph = await openGraph(t);
  const { body: series } = await graph.ask('POST', '/me/events', { body: daily });
  assert.equal(series.type, 'seriesMaster');
  assert.equal(series.recurrence.range.numberOfOccurrences, 5);
  const instances = async () => (await graph.get(`/me/events/${series.id}/instances?${week}`)).body.value;
  const before = await instances();
  assert.equal(before.length, 5);
  assert.ok(before.every((each: { type: string }) => each.type === 'occurrence'));
  const moved = await graph.ask('PATCH', `/me/events/${before[1].id}`, {
    body: {
      subject: 'Watering, later',
      start: { dateTime: '2026-11-24T12:00:00', timeZone: 'Europe/Paris' },
      end: { dateTime: '2026-11-24T12:15:00', timeZone: 'Europe/Paris' },
    },
  });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  assert.equal(moved.body.type, 'exception');
  assert.equal(moved.body.id, before[1].id);
  assert.equal(moved.body.seriesMasterId, series.id);
  assert.equal((await graph.ask('DELETE', `/me/events/${before[2].id}`)).status, 204);
  const view = (await graph.get(`/me/calendarView?${week}`, { prefer: 'outlook.timezone="Europe/Paris"' })).body.value;
  assert.deepEqual(
    view.map((each: { start: { dateTime: string } }) => each.start.dateTime.slice(5, 16)),
    ['11-23T08:00', '11-24T12:00', '11-26T08:00', '11-27T08:00'],
  );
});

test('GRAPH-8 a rule that Graph has no words for is told without one, its instances right', async (t) => {
  const graph = await openGraph(t);
  const request = invitation({ uid: 'g3', to: johanna, start: '20261123T090000Z' });
  await graph.receive(
    request.replace('SUMMARY:', 'RRULE:FREQ=WEEKLY;BYDAY=MO,WE;BYHOUR=9,15;COUNT=4\r\nSUMMARY:'),
    johanna,
  );
  const [event] = (await graph.get('/me/events')).body.value;
  assert.equal(event.type, 'seriesMaster');
  assert.equal(event.recurrence, null);
  const view = (await graph.get(`/me/calendarView?${week}`)).body.value;
  assert.deepEqual(
    view.map((each: { start: { dateTime: string } }) => each.start.dateTime.slice(8, 13)),
    ['23T09', '23T15', '25T09', '25T15'],
  );
});

test('GRAPH-9 filter, order, select, pages and count', async (t) => {
  const graph = await openGraph(t);
  await graph.ask('POST', '/me/events', { body: daily });
  await graph.ask('POST', '/me/events', { body: { ...review, attendees: [] } });
  const view = `/me/calendarView?${week}`;
  const filter = (text: string) => graph.get(`${view}&$filter=${encodeURIComponent(text)}&$top=50`);
  const early = await filter(
    "start/dateTime lt '2026-11-24T00:00' or (startswith(subject,'garden') and not isAllDay eq true)",
  );
  assert.deepEqual(
    early.body.value.map((each: { subject: string }) => each.subject),
    ['Watering', 'Garden review'],
  );
  const wrong = await filter("color eq 'red'");
  assert.equal(wrong.status, 400);
  assert.match(wrong.body.error.message, /'color' can't be filtered on at position 0/);
  assert.equal((await filter('start/dateTime lt')).status, 400);
  const page = await graph.get(`${view}&$top=4&$count=true&$select=subject&$orderby=start/dateTime desc`);
  assert.equal(page.body['@odata.count'], 6);
  assert.deepEqual(Object.keys(page.body.value[0]).sort(), ['@odata.etag', 'id', 'subject']);
  const rest = await graph.get(page.body['@odata.nextLink']);
  assert.equal(rest.body.value.length, 2);
  assert.equal(rest.body['@odata.nextLink'], undefined);
});

test('GRAPH-10 delta tells what changed since, and what went; an unknown token is 410', async (t) => {
  const graph = await openGraph(t);
  const { body: series } = await graph.ask('POST', '/me/events', { body: daily });
  const first = await graph.get(`/me/calendarView/delta?${week}`, { prefer: 'odata.maxpagesize=3' });
  assert.equal(first.body.value.length, 3);
  const second = await graph.get(first.body['@odata.nextLink'], { prefer: 'odata.maxpagesize=3' });
  assert.equal(second.body.value.length, 2);
  const quiet = await graph.get(second.body['@odata.deltaLink']);
  assert.deepEqual(quiet.body.value, []);
  await graph.ask('POST', '/me/events', { body: { ...review, attendees: [] } });
  const gone = second.body.value[0].id;
  await graph.ask('DELETE', `/me/events/${gone}`);
  const round = await graph.get(quiet.body['@odata.deltaLink']);
  const removed = round.body.value.filter((each: object) => '@removed' in each);
  assert.deepEqual(
    removed.map((each: { id: string }) => each.id),
    [gone],
  );
  assert.ok(round.body.value.some((each: { subject?: string }) => each.subject === 'Garden review'));
  await graph.ask('DELETE', `/me/events/${series.id}`);
  const last = await graph.get(round.body['@odata.deltaLink']);
  assert.equal(last.body.value.filter((each: object) => '@removed' in each).length, 4);
  const unknown = await graph.get(`/me/calendarView/delta?${week}&$deltatoken=nothing`);
  assert.equal(unknown.status, 410);
  assert.equal(unknown.body.error.code, 'syncStateNotFound');
});

test('GRAPH-11 getSchedule: slots over all calendars, others’ times only, an error for whom nobody knows', async (t) => {
  const graph = await openGraph(t);
  await graph.ask('POST', '/me/events', { body: { ...review, attendees: [] } });
  const { body: other } = await graph.ask('POST', '/me/calendars', { body: { name: 'Garden' } });
  const away = {
    subject: 'Away',
    showAs: 'oof',
    start: { dateTime: '2026-11-26T10:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-11-26T11:00:00', timeZone: 'UTC' },
  };
  await graph.ask('POST', `/me/calendars/${other.id}/events`, { body: away });
  const asked = await graph.ask('POST', '/me/calendar/getSchedule', {
    token: graph.tokens.jakob,
    body: {
      schedules: [johanna, 'nobody@contoso.example'],
      startTime: { dateTime: '2026-11-26T08:30:00', timeZone: 'UTC' },
      endTime: { dateTime: '2026-11-26T11:30:00', timeZone: 'UTC' },
      availabilityViewInterval: 30,
    },
  });
  const [known, unknown] = asked.body.value;
  assert.equal(known.availabilityView, '022330');
  assert.deepEqual(
    known.scheduleItems.map((each: { status: string; subject?: string }) => [each.status, each.subject]),
    [
      ['busy', undefined],
      ['oof', undefined],
    ],
  );
  assert.equal(unknown.error.responseCode, 'ErrorMailRecipientNotFound');
});

test('GRAPH-12 a batch: in order, 424 for what depended on a failure', async (t) => {
  const graph = await openGraph(t);
  const { body, status } = await graph.ask('POST', '/$batch', {
    body: {
      requests: [
        {
          id: '1',
          method: 'POST',
          url: '/me/events',
          body: { ...review, attendees: [] },
          headers: { 'Content-Type': 'application/json' },
        },
        { id: '2', method: 'GET', url: '/me/events', dependsOn: ['1'] },
        { id: '3', method: 'GET', url: '/me/events/nothing' },
        { id: '4', method: 'GET', url: '/me', dependsOn: ['3'] },
      ],
    },
  });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(
    body.responses.map((each: { status: number }) => each.status),
    [201, 200, 404, 424],
  );
  assert.equal(body.responses[1].body.value.length, 1);
  const many = Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: 'GET', url: '/me' }));
  assert.equal((await graph.ask('POST', '/$batch', { body: { requests: many } })).status, 400);
});

test('GRAPH-13 online meetings have an address where a template is configured, and are refused where none is', async (t) => {
  const graph = await openGraph(t);
  const { body, status } = await graph.ask('POST', '/me/onlineMeetings', { body: { subject: 'Call' } });
  assert.equal(status, 201);
  const found = await graph.get(
    `/me/onlineMeetings?$filter=${encodeURIComponent(`JoinWebUrl eq '${body.joinWebUrl}'`)}`,
  );
  assert.equal(found.body.value[0].id, body.id);
  const event = await graph.ask('POST', '/me/events', { body: { ...review, attendees: [], isOnlineMeeting: true } });
  assert.match(event.body.onlineMeeting.joinUrl, /^https:\/\/meet\.contoso\.example\//);
  const without = await openGraph(t, (yaml) => yaml.replace(/^meetings:.*$/m, ''));
  assert.equal((await without.ask('POST', '/me/onlineMeetings', { body: {} })).status, 403);
});

test('GRAPH-14 calendars: made, renamed, removed with what was organized in it; the default one stays', async (t) => {
  const graph = await openGraph(t);
  const made = await graph.ask('POST', '/me/calendars', { body: { name: 'Garden' } });
  assert.equal(made.status, 201);
  const path = `/me/calendars/${made.body.id}`;
  assert.equal((await graph.ask('PATCH', path, { body: { name: 'Park' } })).body.name, 'Park');
  await graph.ask('POST', `${path}/events`, { body: review });
  assert.equal((await graph.ask('DELETE', path)).status, 204);
  const left = (await graph.get('/me/calendars')).body.value;
  assert.deepEqual(
    left.map((each: { name: string }) => each.name),
    ['Calendar'],
  );
  assert.equal((await graph.ask('DELETE', `/me/calendars/${left[0].id}`)).status, 403);
  const seen = await graph.ask('GET', `/me/calendarView?${week}`, { token: graph.tokens.jakob });
  assert.equal(seen.body.value[0].isCancelled, true);
});

test('GRAPH-15 the official JavaScript client makes, reads, pages and answers', async (t) => {
  const graph = await openGraph(t);
  await graph.receive(invitation({ uid: 'g9', to: johanna }), johanna);
  const client = Client.init({
    baseUrl: graph.origin,
    defaultVersion: 'graph/v1.0',
    // It gives its token to https alone; the test speaks http on loopback.
    fetchOptions: { headers: { authorization: `Bearer ${graph.tokens.johanna}` } },
    authProvider: (done) => done(null, graph.tokens.johanna),
  });
  const made = await client.api('/me/events').header('Prefer', 'outlook.timezone="Europe/Paris"').post(daily);
  assert.equal(made.start.timeZone, 'Europe/Paris');
  const view = await client
    .api('/me/calendarView')
    .query({ startDateTime: '2026-11-23T00:00:00Z', endDateTime: '2026-11-30T00:00:00Z' })
    .select('subject,start')
    .orderby('start/dateTime')
    .top(50)
    .get();
  assert.equal(view.value.length, 6);
  const invited = (await client.api('/me/events').filter("iCalUId eq 'g9'").get()).value[0];
  await client.api(`/me/events/${invited.id}/tentativelyAccept`).post({ sendResponse: true });
  assert.equal((await client.api(`/me/events/${invited.id}`).get()).responseStatus.response, 'tentativelyAccepted');
  await client.api(`/me/events/${made.id}`).delete();
  await assert.rejects(client.api(`/me/events/${made.id}`).get(), { statusCode: 404, code: 'ErrorItemNotFound' });
});

test('GRAPH-4 one instance is answered alone', async (t) => {
  const graph = await openGraph(t);
  const request = invitation({ uid: 'g4', to: johanna, start: '20261123T090000Z' });
  await graph.receive(request.replace('SUMMARY:', 'RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:'), johanna);
  const view = async () => (await graph.get(`/me/calendarView?${week}`)).body.value;
  const [, second] = await view();
  const answered = await graph.ask('POST', `/me/events/${second.id}/accept`, { body: {} });
  assert.equal(answered.status, 202, JSON.stringify(answered.body));
  assert.deepEqual(
    (await view()).map((each: { responseStatus: { response: string } }) => each.responseStatus.response),
    ['notResponded', 'accepted', 'notResponded'],
  );
  const [reply] = await graph.store.reads.jobs({ limit: 10 });
  assert.equal(reply?.recipient, 'anna@fabrikam.example');
});

test('GRAPH-6 cancel takes the meeting off, with a word to its attendees; an attendee can not', async (t) => {
  const graph = await openGraph(t);
  const { body } = await graph.ask('POST', '/me/events', { body: review });
  const view = (await graph.ask('GET', `/me/calendarView?${week}`, { token: graph.tokens.jakob })).body.value;
  const his = { token: graph.tokens.jakob, body: { comment: 'no' } };
  assert.equal((await graph.ask('POST', `/me/events/${view[0].id}/cancel`, his)).status, 400);
  const uninvited = await graph.ask('PATCH', `/me/events/${view[0].id}`, { ...his, body: { attendees: [] } });
  assert.equal(uninvited.status, 400);
  const off = await graph.ask('POST', `/me/events/${body.id}/cancel`, { body: { Comment: 'It rains' } });
  assert.equal(off.status, 202, JSON.stringify(off.body));
  assert.equal((await graph.get(`/me/events/${body.id}`)).status, 404);
});

test('GRAPH-3 whole days, marks, reminders and forwarded invitations', async (t) => {
  const graph = await openGraph(t);
  const day = {
    ...{ subject: 'Fair', isAllDay: true, showAs: 'free', sensitivity: 'personal', importance: 'high' },
    start: { dateTime: '2026-11-24T00:00:00', timeZone: 'Europe/Paris' },
    end: { dateTime: '2026-11-26T00:00:00', timeZone: 'Europe/Paris' },
    ...{ categories: ['Garden', 'Trade'], isReminderOn: true, reminderMinutesBeforeStart: 30 },
  };
  const { body, status } = await graph.ask('POST', '/me/events', { body: day });
  assert.equal(status, 201, JSON.stringify(body));
  for (const name of [
    'isAllDay',
    'showAs',
    'sensitivity',
    'importance',
    'categories',
    'reminderMinutesBeforeStart',
  ] as const) {
    assert.deepEqual(body[name], day[name], name);
  }
  assert.equal(body.start.dateTime, '2026-11-24T00:00:00.0000000');
  const path = `/me/events/${body.id}`;
  assert.equal((await graph.ask('POST', `${path}/dismissReminder`)).status, 202);
  assert.equal((await graph.get(path)).body.isReminderOn, false);
  const to = { toRecipients: [{ emailAddress: { address: 'jakob@contoso.example' } }] };
  assert.equal((await graph.ask('POST', `${path}/forward`, { body: to })).status, 202);
  assert.equal((await graph.get(path)).body.attendees[0].emailAddress.address, 'jakob@contoso.example');
  const noon = await graph.ask('PATCH', path, { body: { end: { dateTime: '2026-11-26T12:00:00', timeZone: 'UTC' } } });
  assert.equal(noon.status, 400);
});

test('GRAPH-30 a proposed time goes to the organizer with the answer, and is told to nobody with accept', async (t) => {
  const { ask, receive, store, get } = await openGraph(t);
  await receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  const [event] = (await get('/me/events')).body.value;
  const at = (hour: number) => ({ dateTime: `2026-11-27T${hour}:00:00.0000000`, timeZone: 'Romance Standard Time' });
  const proposedNewTime = { start: at(14), end: at(15) };
  const url = `/me/events/${event.id}`;
  assert.equal((await ask('POST', `${url}/accept`, { body: { proposedNewTime } })).status, 400);
  assert.equal((await ask('POST', `${url}/decline`, { body: { proposedNewTime, sendResponse: false } })).status, 400);
  assert.equal((await store.reads.jobs({ limit: 5 })).length, 0);
  const answered = await ask('POST', `${url}/tentativelyAccept`, { body: { proposedNewTime, comment: 'Later?' } });
  assert.equal(answered.status, 202);
  const jobs = await store.reads.jobs({ limit: 5 });
  assert.equal(jobs.length, 1);
  const text = jobs[0]?.message.type === 'whole' ? jobs[0].message.octets.toString('latin1') : '';
  assert.match(text, /method="?COUNTER/);
  const told = (await get(url)).body;
  assert.deepEqual(
    [told.responseStatus.response, told.start.dateTime],
    ['tentativelyAccepted', '2026-11-26T09:00:00.0000000'],
  );
});

test('GRAPH-31 an attendee’s forward passes the invitation on and changes nothing of hers; a task is no event', async (t) => {
  const { ask, receive, store, get, hub, person } = await openGraph(t);
  await receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  const task =
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20261124T090000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n';
  const put = { personId: person('johanna').id, calendar: 'calendar', uid: 't' };
  assert.equal((await hub.rewriteObject({ ...put, rewrite: () => ({ kind: 'put', ics: task }) })).kind, 'stored');
  const [event, ...others] = (await get('/me/events')).body.value;
  assert.deepEqual(others, []);
  const toRecipients = [{ emailAddress: { address: 'petra@fabrikam.example', name: 'Petra' } }];
  const forwarded = await ask('POST', `/me/events/${event.id}/forward`, { body: { toRecipients, comment: 'For you' } });
  assert.equal(forwarded.status, 202);
  const jobs = await store.reads.jobs({ limit: 5 });
  assert.deepEqual(
    jobs.map(({ recipient, sender }) => [sender, recipient]),
    [['johanna@contoso.example', 'petra@fabrikam.example']],
  );
  assert.equal((await get(`/me/events/${event.id}`)).body.changeKey, event.changeKey);
});
