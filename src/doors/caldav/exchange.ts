import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Directory, Person } from '../../directory/types.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { ClientCalendars } from '../../pipeline/submission/clientCalendars.ts';
import type { ClientObjects } from '../../pipeline/submission/clientObjects.ts';
import type { Preferences } from './preferences.ts';
import type { Resource } from './resource.ts';

/** One authenticated request about one resource; what every method gets. */
export interface DavRequest {
  /** Who asks. */
  readonly person: Person;
  /** Whose resource it is, as `access.ts` allows it. */
  readonly owner: Person;
  readonly resource: Resource;
  readonly store: HubServices['store'];
  readonly directory: Directory;
  readonly freeBusy: HubServices['freeBusy'];
  readonly objects: ClientObjects;
  readonly calendars: ClientCalendars;
  readonly services: Pick<HubServices, 'propose' | 'askRefresh' | 'settleHeld'>;
  /** ms. */
  readonly now: number;
  readonly depth: '0' | '1' | 'infinity';
  /** The body's text; '' without one. */
  readonly body: string;
  readonly headers: FastifyRequest['headers'];
  readonly prefer: Preferences;
}

/** What a method answers. */
export interface DavAnswer {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type DavMethod = (request: DavRequest) => Promise<DavAnswer>;

export function sendAnswer(reply: FastifyReply, { status, type, headers = {}, body = '' }: DavAnswer): FastifyReply {
  if (type !== undefined) reply.type(type);
  return reply
    .code(status)
    .headers({ dav: compliance, ...headers })
    .send(body);
}

/**
 * rfc4918#10.1, rfc4791#5.1, rfc6638#2, rfc7953#7.1, rfc5689#3.1. Not `access-control`: rights
 * are told (rfc3744#5), and given elsewhere, so that neither ACL nor its reports are here.
 */
export const compliance = '1, 3, extended-mkcol, calendar-access, calendar-auto-schedule, calendar-availability';

export function plain(status: number, text: string): DavAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` };
}

export const notFound = plain(404, 'nothing is here');
