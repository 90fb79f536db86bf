import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, openCaldav } from '../../src/doors/caldav/caldav.fixture.ts';

const url = '/dav/calendars/johanna@contoso.example/calendar/seeds.ics';
const meeting = (...attendees: string[]): string =>
  event('seeds', [
    'DTSTART:20261201T080000Z',
    'DTEND:20261201T090000Z',
    'ORGANIZER:mailto:johanna@contoso.example',
    ...attendees.map((address) => `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${address}`),
  ]);

test('ITIP-50 what can not be sent leaves its reason on the attendee: nobody there, or no way there', async (t) => {
  const hub = await openCaldav(t);
  await hub.ask('PUT', url, meeting('answers@contoso.example', 'anna@fabrikam.example'));
  const { body } = await hub.ask('GET', url);
  const line = (address: string) =>
    body
      .replaceAll('\r\n ', '')
      .split('\r\n')
      .find((each) => each.endsWith(address));
  assert.match(line('answers@contoso.example') ?? '', /SCHEDULE-STATUS="?3\.7/);
  assert.match(line('anna@fabrikam.example') ?? '', /SCHEDULE-STATUS="?1\.1/);
});

test('ITIP-50 a rule that refuses the mail is no authority', async (t) => {
  const hub = await openCaldav(t);
  await hub.addRule({
    name: 'No invitations outside',
    conditions: [{ type: 'SentToScope', value: 'NotInOrganization' }],
    actions: [{ type: 'RejectMessage', reasonText: 'not outside', enhancedStatusCode: '5.7.1' }],
  });
  await hub.ask('PUT', url, meeting('anna@fabrikam.example', 'jakob@contoso.example'));
  const { body } = await hub.ask('GET', url);
  assert.match(body.replaceAll('\r\n ', ''), /SCHEDULE-STATUS="?3\.8[^\r]*anna@fabrikam/);
});
