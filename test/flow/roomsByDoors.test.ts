import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, openCaldav, propfind } from '../../src/doors/caldav/caldav.fixture.ts';
import { openGraph } from './graph.ts';
import { answersOn, greenhouse, withRooms } from './rooms.ts';

test('ROOM-11 a calendar program that invites a room reads its answer in the object that it stored, which has no entity tag', async (t) => {
  const hub = await openCaldav(t, withRooms());
  const put = await hub.ask(
    'PUT',
    '/dav/calendars/johanna@contoso.example/calendar/seeds.ics',
    event('seeds', [
      'DTSTART:20261201T080000Z',
      'DTEND:20261201T090000Z',
      'SUMMARY:Seeds',
      'ORGANIZER:mailto:johanna@contoso.example',
      'ATTENDEE;PARTSTAT=ACCEPTED:mailto:johanna@contoso.example',
      `ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${greenhouse}`,
    ]),
  );
  assert.equal(put.statusCode, 201);
  assert.equal(put.headers.etag, undefined);
  const read = await hub.ask('GET', '/dav/calendars/johanna@contoso.example/calendar/seeds.ics');
  assert.match(
    read.body.replaceAll('\r\n ', ''),
    /ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED;[^\r]*SCHEDULE-STATUS="?2\.0"?[^\r]*:mailto:greenhouse/,
  );
  assert.deepEqual(await answersOn(hub, 'greenhouse', 'seeds'), ['greenhouse ACCEPTED, johanna ACCEPTED']);
});

test('ROOM-12 a room is a principal of type ROOM, equipment one of type RESOURCE, and nobody enters their collections', async (t) => {
  const hub = await openCaldav(t, withRooms());
  const asked = propfind('D:displayname', 'X:calendar-user-type', 'X:calendar-user-address-set', 'X:calendar-home-set');
  const room = await hub.ask('PROPFIND', `/dav/principals/${greenhouse}/`, asked);
  assert.match(room.body, /calendar-user-type>ROOM</);
  assert.match(room.body, /mailto:greenhouse@contoso\.example/);
  assert.doesNotMatch(room.body, /calendars\/greenhouse/);
  const truck = await hub.ask('PROPFIND', '/dav/principals/truck@contoso.example/', asked);
  assert.match(truck.body, /calendar-user-type>RESOURCE</);
  const inside = await hub.ask('PROPFIND', `/dav/calendars/${greenhouse}/`, asked);
  assert.equal(inside.statusCode, 403);
  const person = await hub.ask('PROPFIND', '/dav/principals/jakob@contoso.example/', asked);
  assert.equal(person.statusCode, 403);
});

test('ROOM-12 a calendar program finds rooms by name and by kind, and no other people', async (t) => {
  const hub = await openCaldav(t, withRooms());
  const search = (text: string, property = 'D:displayname', type = '') =>
    `<D:principal-property-search xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" ${type}><D:property-search><D:prop><${property}/></D:prop><D:match>${text}</D:match></D:property-search><D:prop><D:displayname/><C:calendar-user-type/></D:prop></D:principal-property-search>`;
  const found = async (body: string) => {
    const answer = await hub.ask('REPORT', '/dav/', body);
    assert.equal(answer.statusCode, 207);
    return [...answer.body.matchAll(/<d:displayname>([^<]*)/g)].map(([, name]) => name);
  };
  assert.deepEqual(await found(search('GREEN')), ['Greenhouse']);
  assert.deepEqual(await found(search('', 'D:displayname', 'type="RESOURCE"')), ['Truck']);
  assert.deepEqual(await found(search('room', 'C:calendar-user-type')), ['Greenhouse']);
  assert.deepEqual(await found(search('jakob', 'C:calendar-user-address-set')), []);
  assert.deepEqual(await found(search('example', 'D:getetag')), []);
  const offered = await hub.ask('REPORT', '/dav/', '<D:principal-search-property-set xmlns:D="DAV:"/>');
  assert.match(offered.body, /calendar-user-type/);
});

test('ROOM-13 a program of the Graph API finds rooms, sees when they are taken, and books one', async (t) => {
  const graph = await openGraph(t, withRooms());
  const rooms = await graph.ask('GET', '/places/microsoft.graph.room');
  assert.deepEqual(
    rooms.body.value.map((room: Record<string, unknown>) => [room.displayName, room.emailAddress, room.capacity]),
    [['Greenhouse', greenhouse, 12]],
  );
  const found = await graph.ask('GET', '/me/findRooms');
  assert.deepEqual(found.body.value, [{ name: 'Greenhouse', address: greenhouse }]);
  const truck = await graph.ask('GET', '/places/truck@contoso.example');
  assert.equal(truck.body.displayName, 'Truck');
  assert.equal((await graph.ask('GET', '/places/jakob@contoso.example')).status, 404);
  const { body: made } = await graph.ask('POST', '/me/events', {
    body: {
      subject: 'Seeds',
      start: { dateTime: '2026-12-01T08:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
      attendees: [{ type: 'resource', emailAddress: { address: greenhouse } }],
    },
  });
  const { body: read } = await graph.ask('GET', `/me/events/${made.id}`);
  assert.equal(read.attendees[0].status.response, 'accepted');
  const schedule = await graph.ask('POST', '/me/calendar/getSchedule', {
    token: graph.tokens.jakob,
    body: {
      schedules: [greenhouse],
      startTime: { dateTime: '2026-12-01T07:30:00', timeZone: 'UTC' },
      endTime: { dateTime: '2026-12-01T09:30:00', timeZone: 'UTC' },
      availabilityViewInterval: 30,
    },
  });
  assert.equal(schedule.body.value[0].availabilityView, '0220');
});
