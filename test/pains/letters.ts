/** Scheduling mail as other programs write it, for the tests that show what cannot happen here. */
import { checked, type openTestHub } from '../flow/hub.ts';

export const johanna = 'johanna@contoso.example';
export const jakob = 'jakob@contoso.example';
export const anna = 'anna@fabrikam.example';

export type Hub = Awaited<ReturnType<typeof openTestHub>>;

export interface Letter {
  readonly method: string;
  readonly uid: string;
  /** In the header; the envelope is the test's. */
  readonly from?: string;
  readonly to?: string;
  readonly verdict?: 'pass' | 'fail';
  /** Lines of each VEVENT after its UID. */
  readonly events: readonly (readonly string[])[];
  /** Lines before the first VEVENT, such as a VTIMEZONE. */
  readonly zones?: readonly string[];
  /** In place of `text/calendar; charset=utf-8; method=…`. */
  readonly contentType?: string;
}

let letters = 0;

/** One part, 8bit, UTF-8. Each has a Message-ID of its own. */
export function letter({ method, uid, from = anna, to = johanna, verdict = 'pass', ...rest }: Letter): string {
  letters += 1;
  const calendar = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Fabrikam//Calendar//EN', `METHOD:${method}`],
    ...(rest.zones ?? []),
    ...rest.events.flatMap((lines) => ['BEGIN:VEVENT', `UID:${uid}`, ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ];
  return `${checked(verdict, from)}${[
    `From: <${from}>`,
    `To: ${to}`,
    'Subject: Planning',
    `Message-ID: <letter-${letters}@fabrikam.example>`,
    'MIME-Version: 1.0',
    `Content-Type: ${rest.contentType ?? `text/calendar; charset=utf-8; method=${method}`}`,
    'Content-Transfer-Encoding: 8bit',
    '',
    ...calendar,
  ].join('\r\n')}`;
}

export const stamp = (minute: number): string => `DTSTAMP:20261124T08${String(minute).padStart(2, '0')}00Z`;
export const organizer = `ORGANIZER;CN=Anna Berg:mailto:${anna}`;
export const invited = (address = johanna): string => `ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${address}`;

/** The stored text of an event on somebody's calendar, unfolded; '' when it is not there. */
export async function stored(hub: Hub, uid: string, person = 'johanna'): Promise<string> {
  const object = await hub.store.reads.object(`${hub.person(person).id}/calendar`, uid);
  return (object?.ics ?? '').replaceAll('\r\n ', '');
}

export interface Outgoing {
  readonly method: string;
  readonly recipient: string;
  readonly sender: string;
  /** The calendar form, unfolded. */
  readonly calendar: string;
  readonly from: string;
}

/** Mail that waits to leave for outsiders. */
export async function outgoing(hub: Hub): Promise<Outgoing[]> {
  const jobs = await hub.store.reads.jobs({ limit: 100 });
  return jobs
    .filter(({ recipient }) => !recipient.endsWith('contoso.example'))
    .map(({ recipient, sender, message }) => {
      const text = message.type === 'whole' ? message.octets.toString() : '';
      const part = /Content-Type: text\/calendar[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(text)?.[1] ?? '';
      const calendar = fromQuotedPrintable(part).replaceAll('\r\n ', '');
      return {
        ...{ recipient, sender, calendar },
        method: /METHOD:(\w+)/.exec(calendar)?.[1] ?? '',
        from: /^From: (.*)\r$/m.exec(text)?.[1] ?? '',
      };
    });
}

export async function waiting(hub: Hub, person = 'johanna') {
  const held = await hub.store.reads.held({ personId: hub.person(person).id });
  return held.filter(({ state }) => state === 'waiting');
}

function fromQuotedPrintable(text: string): string {
  const octets = text
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, octet: string) => String.fromCharCode(Number.parseInt(octet, 16)));
  return Buffer.from(octets, 'latin1').toString();
}
