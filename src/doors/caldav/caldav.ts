/**
 * CalDAV (rfc4791): a person's calendar program reads and writes her calendars here, and
 * schedules by what it writes (rfc6638). A calendar is a WebDAV collection (rfc4918) of
 * objects, each all components of one UID. Clients find their way from
 * /.well-known/caldav (rfc6764) to the principal, the home, the calendars.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { ClientCalendars } from '../../pipeline/submission/clientCalendars.ts';
import type { ClientObjects } from '../../pipeline/submission/clientObjects.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { ownerOf, resourcePrincipal } from './access.ts';
import { authenticate } from './authenticate.ts';
import { type DavAnswer, type DavMethod, type DavRequest, notFound, plain, sendAnswer } from './exchange.ts';
import { remove } from './methods/delete.ts';
import { get } from './methods/get.ts';
import { mkcalendar } from './methods/mkcalendar.ts';
import { allowed, options } from './methods/options.ts';
import { post } from './methods/post.ts';
import { propfind } from './methods/propfind.ts';
import { proppatch } from './methods/proppatch.ts';
import { put } from './methods/put.ts';
import { copy, move } from './methods/relocate.ts';
import { report } from './methods/report.ts';
import { precondition } from './precondition.ts';
import { preferencesIn } from './preferences.ts';
import { maxResourceSize } from './properties/calendar.ts';
import { resourceOf } from './resource.ts';
import { c } from './xml/names.ts';
import { UnreadableXml } from './xml/read.ts';

export interface CaldavOptions {
  readonly hub: HubServices;
  readonly objects: ClientObjects;
  readonly calendars: ClientCalendars;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly log: Log;
}

const methods: Readonly<Record<string, DavMethod>> = {
  GET: get,
  HEAD: get,
  PROPFIND: propfind,
  PROPPATCH: proppatch,
  REPORT: report,
  PUT: put,
  POST: post,
  DELETE: remove,
  MKCALENDAR: mkcalendar,
  MKCOL: mkcalendar,
  COPY: copy,
  MOVE: move,
};

export async function registerCaldav(app: FastifyInstance, options_: CaldavOptions): Promise<void> {
  const { hub, objects, calendars, credentials, clock } = options_;
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const parser = { parseAs: 'string', bodyLimit: maxResourceSize } as const;
    scope.addContentTypeParser('*', parser, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, request, reply) => {
      const tooLarge = error instanceof Error && 'statusCode' in error && error.statusCode === 413;
      if (!tooLarge || request.method !== 'PUT') throw error;
      const explanation = `an object has at most ${maxResourceSize} octets`;
      return sendAnswer(reply, precondition(403, c('max-resource-size'), explanation));
    });
    const verbs = ['OPTIONS', ...Object.keys(methods)];
    // rfc6764#5: also for PROPFIND, with which some clients begin.
    scope.route({
      method: ['GET', 'HEAD', 'OPTIONS', 'PROPFIND'],
      url: '/.well-known/caldav',
      exposeHeadRoute: false,
      handler: async (_request, reply) => reply.redirect('/dav/', 301),
    });
    for (const url of ['/dav', '/dav/*']) {
      scope.route({
        method: verbs,
        url,
        exposeHeadRoute: false,
        handler: async (request, reply) => sendAnswer(reply, await answer(request)),
      });
    }
  });

  async function answer(request: FastifyRequest): Promise<DavAnswer> {
    const resource = resourceOf(request.url);
    // Nothing is told but what we speak: clients look before they sign in.
    if (request.method === 'OPTIONS') return options();
    const method = methods[request.method];
    if (method === undefined) return { ...plain(405, 'not offered here'), headers: { allow: allowed } };
    const person = await authenticate(request, { hub, credentials });
    if ('status' in person) return person;
    if (resource === undefined) return notFound;
    const looks = request.method === 'PROPFIND' ? resourcePrincipal(hub.directory(), resource) : undefined;
    const owner = looks ?? (resource.kind === 'root' ? person : ownerOf(person, resource.address));
    if (owner === undefined) return plain(403, 'a person sees her own calendars only');
    const { headers } = request;
    const dav: DavRequest = {
      person,
      owner,
      resource,
      store: hub.store,
      directory: hub.directory(),
      freeBusy: hub.freeBusy,
      objects,
      calendars,
      services: hub,
      now: clock.now(),
      depth: depthOf(headers.depth),
      body: typeof request.body === 'string' ? request.body : '',
      headers,
      prefer: preferencesIn(headers),
    };
    try {
      return await method(dav);
    } catch (error) {
      if (error instanceof UnreadableXml) return plain(400, error.message);
      throw error;
    }
  }
}

/** rfc4918#10.2. Without the header we read 0 (docs/interop/caldav.md). */
function depthOf(header: string | string[] | undefined): DavRequest['depth'] {
  if (header === undefined || header === '0') return '0';
  return header === '1' || header === '1,noroot' ? '1' : 'infinity';
}
