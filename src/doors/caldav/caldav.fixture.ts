/** What the tests of the CalDAV door stand on: a whole hub without doors, the sample organisation, and this one door. */
import type { TestContext } from 'node:test';
import { openTestHub } from '../../../test/flow/hub.ts';
import { spanOf } from '../../calendar/span.ts';
import { createCredentials } from '../../pipeline/credentials.ts';
import { createClientCalendars } from '../../pipeline/submission/clientCalendars.ts';
import { createClientObjects } from '../../pipeline/submission/clientObjects.ts';
import { silentLog } from '../../platform/log.ts';
import { systemRandom } from '../../platform/random.ts';
import { basic } from '../http/hub.fixture.ts';
import { createHttpServer } from '../http/server.ts';
import { registerCaldav } from './caldav.ts';

export const home = '/dav/calendars/johanna@contoso.example/';
export const calendar = `${home}calendar/`;

export async function openCaldav(t: TestContext, edit?: (yaml: string) => string) {
  const parts = await openTestHub(t, edit);
  const { hub, store, context } = parts;
  const { clock } = context;
  const credentials = createCredentials({ store, clock, random: systemRandom });
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1' });
  const objects = createClientObjects(context);
  const calendars = createClientCalendars(context);
  await registerCaldav(app, { hub, objects, calendars, credentials, clock, log: silentLog });
  t.after(() => app.close());
  const signIn = async (name: string) => {
    const password = await credentials.createAppPassword(parts.person(name).id, 'phone');
    return { password, authorization: basic(`${name}@contoso.example`, password) };
  };
  const asking =
    (authorization: string) =>
    (method: string, url: string, body = '', headers: Record<string, string> = {}) =>
      app.inject({
        method: method as 'GET',
        url,
        headers: {
          authorization,
          ...(body === '' ? {} : { 'content-type': body.startsWith('BEGIN') ? 'text/calendar' : 'application/xml' }),
          ...headers,
        },
        ...(body === '' ? {} : { payload: body }),
      });
  const { password, authorization } = await signIn('johanna');
  return {
    ...parts,
    app,
    password,
    authorization,
    ask: asking(authorization),
    as: async (name: string) => asking((await signIn(name)).authorization),
    /** Puts an object on johanna's calendar, as an invitation that was filed. */
    async file(uid: string, lines: readonly string[]) {
      const ics = invited(uid, lines);
      const object = {
        calendarId: `${parts.person('johanna').id}/calendar`,
        uid,
        name: `${uid}.ics`,
        ics,
        version: 1,
        change: 0,
        role: 'attendee' as const,
        invitedAs: 'jo@contoso.example',
        ...spanOf(ics),
        updatedAt: clock.now(),
      };
      await store.commit([{ type: 'putObject', object, expect: 0 }]);
    },
  };
}

function invited(uid: string, lines: readonly string[]): string {
  return event(uid, [
    'ORGANIZER:mailto:olga@fabrikam.example',
    'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:Jo@contoso.example',
    ...lines,
  ]);
}

/** A VCALENDAR with one VEVENT. */
export function event(uid: string, lines: readonly string[]): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fabrikam//Test//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20261120T080000Z',
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}

export const propfind = (...names: string[]) =>
  `<?xml version="1.0"?><D:propfind xmlns:D="DAV:" xmlns:X="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"><D:prop>${names.map((name) => `<${name}/>`).join('')}</D:prop></D:propfind>`;

export const query = (inside: string, data = '<C:calendar-data/>') =>
  `<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><prop><getetag/>${data}</prop><C:filter><C:comp-filter name="VCALENDAR">${inside}</C:comp-filter></C:filter></C:calendar-query>`;

export const inRange = (start: string, end: string, data?: string) =>
  query(`<C:comp-filter name="VEVENT"><C:time-range start="${start}" end="${end}"/></C:comp-filter>`, data);

export const sync = (token: string, more = '') =>
  `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level>${more}<prop><getetag/></prop></sync-collection>`;

export const hrefs = (body: string) => [...body.matchAll(/<d:response><d:href>([^<]*)/g)].map(([, href]) => href);
