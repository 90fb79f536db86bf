import { eventNumber, weekRange, weeksOf } from './events.ts';
import type { HttpAnswer, HttpConnection, HttpRequest } from './httpConnection.ts';

/** What a client does again and again. */
export type WorkName = 'put' | 'week' | 'firstSync' | 'unchanged' | 'poll';

export interface WorkPlace {
  /** Path of the calendar, with a slash at its end. */
  readonly calendar: string;
  readonly authorization: string;
  /** Events in the calendar. */
  readonly events: number;
  /** Of the UIDs that are put. */
  readonly seed: string;
}

/** One piece of work: how many resources were told, or 1 for one that was stored. Throws when it went wrong. */
export type Work = (connection: HttpConnection, turn: number) => Promise<number>;

/** Readies the work: what has to be known before is asked here, outside the time that is taken. */
export async function workOf(name: WorkName, place: WorkPlace, connection: HttpConnection): Promise<Work> {
  switch (name) {
    case 'put':
      return async (own, turn) => {
        const { name: file, ics } = eventNumber(turn, place.events, place.seed);
        expectStatus(await own.ask(put(place, file, ics)), [201]);
        return 1;
      };
    case 'week':
      return async (own, turn) => {
        // All weeks, each some way from the one before, as people leaf and jump.
        const body = weekQuery((turn * 37) % weeksOf(place.events));
        return told(await own.ask(request('REPORT', place, body, '1')));
      };
    case 'firstSync':
      return async (own) => (await sync(own, place, '')).told;
    case 'unchanged': {
      const { token } = await sync(connection, place, '');
      return async (own) => {
        const after = await sync(own, place, token);
        if (after.told !== 0) throw new Error(`${after.told} changes where nothing has changed`);
        return after.told;
      };
    }
    case 'poll':
      return async (own) => told(await own.ask(request('PROPFIND', place, ctag, '0')));
  }
}

/** PUT of something new (rfc4791#5.3.2). */
export function put(place: WorkPlace, file: string, ics: string): HttpRequest {
  const headers = { ...headersOf(place), 'content-type': 'text/calendar; charset=utf-8', 'if-none-match': '*' };
  return { method: 'PUT', path: `${place.calendar}${file}`, headers, body: ics };
}

/** MKCALENDAR (rfc4791#5.3.1). */
export function make(place: WorkPlace): HttpRequest {
  return { method: 'MKCALENDAR', path: place.calendar, headers: headersOf(place), body: '' };
}

/** sync-collection (rfc6578#3.2) as often as the server wants to be asked (#3.6). */
async function sync(
  connection: HttpConnection,
  place: WorkPlace,
  from: string,
): Promise<{ told: number; token: string }> {
  let token = from;
  for (let sum = 0; ; ) {
    const answer = await connection.ask(request('REPORT', place, syncCollection(token), '0'));
    const truncated = answer.body.includes(' 507 ');
    sum += told(answer) - (truncated ? 1 : 0);
    token = tokenIn(answer.body);
    if (!truncated) return { told: sum, token };
  }
}

function tokenIn(body: Buffer): string {
  const at = body.indexOf('sync-token>');
  if (at < 0) throw new Error('the answer has no sync-token');
  const from = at + 'sync-token>'.length;
  return body.toString('utf8', from, body.indexOf('<', from));
}

function request(method: string, place: WorkPlace, body: string, depth: string): HttpRequest {
  const headers = { ...headersOf(place), 'content-type': 'application/xml; charset=utf-8', depth };
  return { method, path: place.calendar, headers, body };
}

function headersOf({ authorization }: WorkPlace): Record<string, string> {
  return { authorization, 'user-agent': 'bench' };
}

/** Counts `response` elements, whatever their prefix, without making text of the body. */
function told(answer: HttpAnswer): number {
  expectStatus(answer, [207]);
  let count = 0;
  for (let at = answer.body.indexOf('response>'); at >= 0; at = answer.body.indexOf('response>', at + 9)) count += 1;
  return count / 2;
}

export function expectStatus({ status, body }: HttpAnswer, expected: readonly number[]): void {
  if (expected.includes(status)) return;
  throw new Error(`answered ${status}: ${body.toString('utf8', 0, 200).replaceAll(/\s+/g, ' ')}`);
}

const xml = '<?xml version="1.0" encoding="utf-8"?>';
const ctag = `${xml}<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/"><D:prop><CS:getctag/></D:prop></D:propfind>`;

const syncCollection = (token: string) =>
  `${xml}<D:sync-collection xmlns:D="DAV:"><D:sync-token>${token}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>`;

function weekQuery(number: number): string {
  const { start, end } = weekRange(number);
  return `${xml}<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="${start}" end="${end}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`;
}
