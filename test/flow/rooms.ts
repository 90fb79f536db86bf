/** Tests of rooms: the sample organisation with rooms, and what stands on their calendars. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { addressOf } from '../../src/calendar/icalendar/calAddress.ts';
import { parameter, text } from '../../src/calendar/icalendar/jcal.ts';
import { parseStored } from '../../src/calendar/icalendar/parse.ts';
import { attendeesOf, openSeries, partsOf } from '../../src/calendar/itip/series.ts';
import { openTestHub } from './hub.ts';

export type Hub = Awaited<ReturnType<typeof openTestHub>>;
export const greenhouse = 'greenhouse@contoso.example';

/** The sample organisation's connection with a greenhouse and a truck. @param processing the greenhouse's policy, in YAML's flow form */
export function withRooms(processing = '', booking = ''): (yaml: string) => string {
  const rooms = [
    'rooms:',
    `  - { address: ${greenhouse}, name: Greenhouse, capacity: 12, timeZone: Europe/Paris, processing: { ${processing} } }`,
    '  - { address: truck@contoso.example, name: Truck, kind: equipment, timeZone: Europe/Paris }',
    'booking:',
    ...(booking === '' ? [] : [`  ${booking}`]),
  ].join('\n');
  return (yaml) => yaml.replace('booking:', rooms);
}

export function openWithRoom(t: TestContext, processing = '', booking = ''): Promise<Hub> {
  return openTestHub(t, withRooms(processing, booking));
}

/** `ADDRESS PARTSTAT STATUS` of each attendee of an event, for each of its components. */
export async function answersOn(hub: Hub, name: string, uid: string): Promise<string[]> {
  const stored = await hub.store.reads.object(`${hub.person(name).id}/calendar`, uid);
  if (!stored) return [];
  return partsOf(openSeries(parseStored(stored.ics))).map((part) => {
    const instance = text(part, 'recurrence-id');
    const lines = attendeesOf(part).map(
      (line) => `${addressOf(line).split('@')[0]} ${parameter(line, 'partstat') ?? 'NEEDS-ACTION'}`,
    );
    return [...(instance === '' ? [] : [instance.slice(0, 10)]), ...lines.sort()].join(', ');
  });
}

/** A meeting of somebody's in the greenhouse, and its uid. */
export async function book(
  hub: Hub,
  by: string,
  start: string,
  end: string,
  more: { readonly recurrence?: string; readonly room?: string } = {},
): Promise<string> {
  const { room = greenhouse, recurrence } = more;
  const made = await hub.hub.createEvent(hub.person(by).id, {
    ...{ summary: `Secret plan of ${by}`, start, end, timeZone: 'Europe/Paris', attendees: [{ address: room }] },
    ...(recurrence === undefined ? {} : { recurrence }),
  });
  assert.equal(made.kind, 'created');
  return made.kind === 'created' ? made.uid : '';
}

/** What was written to an address, unfolded. */
export async function mailTo(hub: Hub, recipient: string): Promise<string[]> {
  const jobs = await hub.store.reads.jobs({ limit: 200 });
  return jobs
    .filter((job) => job.recipient === recipient)
    .map(({ message }) => (message.type === 'whole' ? message.octets.toString('utf8') : ''))
    .map((octets) => {
      const encoded = /Content-Type: text\/calendar[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(octets)?.[1] ?? '';
      const isBase64 = /Content-Type: text\/calendar[^-]*?Content-Transfer-Encoding: base64/.test(octets);
      const decoded = isBase64 ? Buffer.from(encoded, 'base64').toString('utf8') : fromQuotedPrintable(encoded);
      return decoded.replaceAll('\r\n ', '');
    });
}

function fromQuotedPrintable(text: string): string {
  const octets = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString('utf8');
}
