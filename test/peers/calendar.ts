import type { Passerelle } from './passerelle.ts';

/** A person's calendar as any calendar program sees it: over CalDAV, with an app password. */
export interface CalendarReader {
  /** The text of every object on the calendar. */
  objects(): Promise<string[]>;
  /** The object of this UID, if it is there. */
  object(uid: string): Promise<string | undefined>;
}

export async function readCalendar(hub: Passerelle, address: string): Promise<CalendarReader> {
  const { code, out, err } = await hub.cli('app-password', 'create', address, '--json');
  if (code !== 0) throw new Error(`app-password create ended with ${code}: ${err}`);
  const { password } = JSON.parse(out) as { password: string };
  const authorization = `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`;
  const url = `${hub.url}/dav/calendars/${encodeURIComponent(address)}/calendar/`;
  const objects = async () => {
    const answer = await fetch(url, {
      method: 'REPORT',
      headers: { authorization, depth: '1', 'content-type': 'application/xml' },
      body: everything,
    });
    const text = await answer.text();
    if (answer.status !== 207) throw new Error(`REPORT answered ${answer.status}: ${text}`);
    return [...text.matchAll(/<(?:\w+:)?calendar-data[^>]*>([\s\S]*?)<\/(?:\w+:)?calendar-data>/g)].map((match) =>
      unescapeXml(match[1] ?? ''),
    );
  };
  return {
    objects,
    object: async (uid) => (await objects()).find((ics) => unfold(ics).includes(`UID:${uid}\n`)),
  };
}

const everything = `<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><D:getetag/><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>
</C:calendar-query>`;

/** Content lines whole, line ends LF (rfc5545#3.1). */
export function unfold(ics: string): string {
  return ics.replaceAll('\r\n', '\n').replaceAll(/\n[ \t]/g, '');
}

function unescapeXml(text: string): string {
  return text
    .replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replaceAll('&#13;', '\r')
    .replaceAll('&#xD;', '\r')
    .replaceAll('&#xd;', '\r')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
