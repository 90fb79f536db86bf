/**
 * The HTTP server that the console, the API and CalDAV share. It knows no route: doors
 * register theirs as plugins. What holds for all of them is here: verbs, limits,
 * security headers, and who may speak to us (Host and Origin).
 */
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import Fastify, { type FastifyInstance } from 'fastify';
import { compileIpRanges } from '../../mail/ipRanges.ts';
import type { AuditTrail } from '../../pipeline/audit/trail.ts';
import type { Log } from '../../platform/log.ts';
import { plainAddress } from '../../platform/remoteAddress.ts';
import { followActs } from './acts.ts';
import { isAllowedHost, isLoopbackAddress } from './host.ts';
import { isAllowedOrigin } from './origin.ts';
import { securityHeaders } from './securityHeaders.ts';

export interface HttpServerOptions {
  readonly log: Log;
  /** The address it will listen on; always an allowed Host. */
  readonly host: string;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  /** More host names under which it is reached, asked at each request. */
  names?(): readonly string[];
  /** Address ranges of proxies whose word on protocol and peer is taken, besides those on this machine. */
  readonly trustedProxies?: readonly string[];
  readonly audit?: AuditTrail;
}

/** Octets of a request's body where a door names no other limit. */
export const bodyLimit = 1024 * 1024;
/** Until the whole request must have come, milliseconds. */
const requestTimeout = 60_000;
/** An idle connection between requests, milliseconds. */
const keepAliveTimeout = 65_000;

/** Verbs of WebDAV and CalDAV (rfc4918, rfc3253, rfc3744, rfc4791) that node:http reads and fastify must be told. */
const davVerbs = ['PROPFIND', 'REPORT', 'PROPPATCH', 'MKCALENDAR', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'ACL'];

export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { log, tls } = options;
  const proxies = compileIpRanges(options.trustedProxies ?? []);
  const app = Fastify({
    bodyLimit,
    requestTimeout,
    keepAliveTimeout,
    // A reverse proxy on this machine, or one that was named, says for whom it speaks; nobody else is believed.
    trustProxy: (address) => isLoopbackAddress(address) || proxies.contains(plainAddress(address) ?? ''),
    routerOptions: { maxParamLength: 1000 },
    serverFactory: (handler) => {
      const server = tls
        ? createTlsServer({ cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' }, handler)
        : createServer(handler);
      server.requestTimeout = requestTimeout;
      server.keepAliveTimeout = keepAliveTimeout;
      return server;
    },
  });
  for (const verb of davVerbs) app.addHttpMethod(verb, { hasBody: true });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders(request.protocol === 'https'));
    const names = [options.host, ...(options.names?.() ?? [])];
    // rfc9110#15.5.20: the request was meant for somebody else, or a page made the browser believe we are (DNS rebinding).
    if (!isAllowedHost(request.headers.host, request.raw.socket.localAddress, names)) {
      return reply.code(421).send(errorBody('unknown-host', 'this server does not answer for that host name'));
    }
    if (!isAllowedOrigin(request.method, request.headers)) {
      return reply.code(403).send(errorBody('foreign-origin', 'another site may not change things here'));
    }
  });
  if (options.audit) followActs(app, options.audit);
  app.setErrorHandler((error, request, reply) => {
    const { status, code, message } = shown(error);
    if (status >= 500)
      log.error({ fault: stackOf(error), method: request.method, url: pathOf(request.url) }, 'request failed');
    return reply.code(status).send(errorBody(code, message));
  });
  app.addHook('onResponse', async (request, reply) => {
    log.debug(
      {
        method: request.method,
        url: pathOf(request.url),
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  return app;
}

export interface ErrorDetail {
  readonly where: string;
  readonly message: string;
}

/** The one shape of an error, over all of HTTP but CalDAV. */
export function errorBody(code: string, message: string, details: readonly ErrorDetail[] = []) {
  return { error: { code, message, ...(details.length === 0 ? {} : { details }) } };
}

/** What of a thrown thing the peer may read: the framework's own 4xx; of a fault, nothing. */
function shown(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    const { statusCode } = error;
    if (statusCode >= 400 && statusCode < 500)
      return { status: statusCode, code: codeOf(statusCode), message: error.message };
  }
  return { status: 500, code: 'fault', message: 'something went wrong here; the log of the hub says what' };
}

function codeOf(status: number): string {
  if (status === 413) return 'too-large';
  return status === 415 ? 'unsupported-media-type' : 'bad-request';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Without the query, which may name people. */
function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
