/**
 * CalDAV (rfc4791): a person's calendar program reads her calendars here. A calendar is
 * a WebDAV collection (rfc4918) of objects, each all components of one UID. Clients find
 * their way from /.well-known/caldav (rfc6764) to the principal, the home, the calendars.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { Log } from '../../platform/log.ts';
import { authenticate } from './authenticate.ts';
import { isOwn } from './calendars.ts';
import { type DavAnswer, type DavMethod, type DavRequest, notFound, plain, sendAnswer } from './exchange.ts';
import { get } from './methods/get.ts';
import { allowed, options } from './methods/options.ts';
import { propfind } from './methods/propfind.ts';
import { readOnly } from './methods/readOnly.ts';
import { report } from './methods/report.ts';
import { resourceOf } from './resource.ts';
import { UnreadableXml } from './xml/read.ts';

export interface CaldavOptions {
  readonly hub: HubServices;
  readonly credentials: Credentials;
  readonly log: Log;
}

/** Octets of a request's body: a multiget of some thousand names. */
const bodyLimit = 1024 * 1024;

const methods: Readonly<Record<string, DavMethod>> = {
  GET: get,
  HEAD: get,
  PROPFIND: propfind,
  REPORT: report,
  PUT: readOnly,
  DELETE: readOnly,
  PROPPATCH: readOnly,
  MKCALENDAR: readOnly,
  MKCOL: readOnly,
  COPY: readOnly,
  MOVE: readOnly,
};

export async function registerCaldav(app: FastifyInstance, { hub, credentials }: CaldavOptions): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));
    const verbs = ['OPTIONS', 'POST', ...Object.keys(methods)];
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
    if (resource.kind !== 'root' && !isOwn(person, resource.address)) {
      return plain(403, 'a person sees her own calendars only');
    }
    const body = typeof request.body === 'string' ? request.body : '';
    const { headers } = request;
    const dav: DavRequest = { person, resource, store: hub.store, depth: depthOf(headers.depth), body, headers };
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
  return header === '1' ? '1' : 'infinity';
}
