/**
 * The administration of Exchange Online over its own wire: `POST …/InvokeCommand` runs one
 * cmdlet by its name and parameters. What was written to configure Microsoft 365 configures
 * the hub, and what it sets holds in the mail flow when it is answered.
 */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuditTrail } from '../../pipeline/audit/trail.ts';
import type { Credentials } from '../../pipeline/credentials.ts';
import type { HubServices } from '../../pipeline/services.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Faults } from '../http/faults.ts';
import { denied } from './access.ts';
import { answerBatch } from './batch.ts';
import type { Outside } from './cmdlets/cmdlet.ts';
import { cmdlets } from './cmdlets/cmdlets.ts';
import { plainError } from './frame/errors.ts';
import { type Answer, type InvokeParts, invoke } from './invoke.ts';

export interface ExchangeOptions {
  readonly hub: HubServices;
  readonly credentials: Credentials;
  readonly audit: Pick<AuditTrail, 'identify'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly outside: Omit<Outside, 'store'>;
  /** The configuration as reading cmdlets see it; that of the last commit without it. */
  readonly seen?: HubServices['configuration'];
  readonly faults?: Faults;
}

const largestPage = 1000;

export async function registerExchange(app: FastifyInstance, options: ExchangeOptions): Promise<void> {
  const { hub, credentials, log, clock, faults } = options;
  const parts: InvokeParts = {
    hub,
    outside: { ...options.outside, store: hub.store },
    seen: options.seen ?? hub.configuration,
    fixed: async () => ({
      tenant: await credentials.tenant(),
      organisationId: hub.store.organisationId,
      now: clock.now(),
    }),
  };

  await app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(/^application\/json\b/, { parseAs: 'string' }, (_request, body, done) => {
        try {
          done(null, JSON.parse(String(body)));
        } catch {
          done(Object.assign(new Error('The request body is not JSON.'), { statusCode: 400 }));
        }
      });
      scope.addHook('onRequest', async (request, reply) => {
        reply.headers({ 'request-id': randomUUID(), 'odata-version': '4.0', 'cache-control': 'no-store' });
        const fault = faults?.refusal();
        if (fault) reply.headers(fault.headers);
        const no = fault ? faultBody(fault.status) : await denied(request, options);
        if (no === undefined) return;
        if (no.status === 401) reply.header('www-authenticate', 'Bearer realm="Passerelle"');
        return reply.code(no.status).send(plainError(no.code, no.message));
      });
      scope.setErrorHandler(async (error, request, reply) => {
        const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
        if (status >= 400 && status < 500)
          return reply.code(status).send(plainError('BadRequest', (error as Error).message));
        const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
        log.error({ fault, url: request.url.split('?', 1)[0] }, 'a cmdlet ended in a fault');
        return reply.code(500).send(plainError('InternalServerError', 'An unexpected error occurred.'));
      });
      scope.setNotFoundHandler(async (_request, reply) => {
        return reply.code(404).send(plainError('NotFound', 'No such resource.'));
      });

      scope.post('/beta/:tenant/InvokeCommand', async (request, reply) =>
        send(reply, await one(request, request.body)),
      );
      scope.post('/beta/:tenant/$batch', async (request, reply) => {
        const continueOnError = preferences(request).includes('odata.continue-on-error');
        return send(
          reply,
          await answerBatch(request.body, continueOnError, async (part) =>
            faults?.failsPart() ? throttledPart : one(request, part.body, part.url),
          ),
        );
      });
      scope.post('/v1.0/:tenant/InvokeCommand', async (_request, reply) => {
        const message = "The requested resource does not support http method 'POST'.";
        return reply.code(405).header('allow', 'GET').send(plainError('MethodNotAllowed', message));
      });
      for (const version of ['v1.0', 'beta']) {
        scope.get(`/${version}/:tenant/EXOModuleFile`, async () => ({
          exportedCmdlets: cmdlets.map(({ name }) => name).sort(),
        }));
      }
    },
    { prefix: '/adminapi' },
  );

  async function one(request: FastifyRequest, body: unknown, url = request.url): Promise<Answer> {
    const query = new URLSearchParams(url.split('?', 2)[1] ?? '');
    const { tenant } = request.params as { readonly tenant: string };
    const base = `${request.protocol}://${request.host}/adminapi/beta/${encodeURIComponent(tenant)}`;
    const select = query.get('$select') ?? undefined;
    const skip = skipOf(query.get('$skiptoken'));
    if (skip === undefined)
      return { status: 400, body: plainError('BadRequest', '$skiptoken is not one that was given out.') };
    return invoke(parts, {
      body,
      select,
      skip,
      pageSize: faults?.pageSize(pageSizeOf(request)) ?? pageSizeOf(request),
      nextLink: (next) =>
        `${base}/InvokeCommand?${select === undefined ? '' : `$select=${encodeURIComponent(select)}&`}$skiptoken=${tokenOf(next)}`,
      context: `${base}/$metadata#Collection(Exchange.GenericHashTable)`,
    });
  }
}

function faultBody(status: 401 | 429) {
  return status === 401
    ? { status, code: 'Unauthorized', message: 'The permissions of the caller are not known here yet.' }
    : { status, code: 'TooManyRequests', message: 'Too many requests.' };
}

const throttledPart: Answer = { status: 429, body: plainError('TooManyRequests', 'Resource temporarily unavailable.') };

async function send(reply: FastifyReply, { status, body }: Answer): Promise<FastifyReply> {
  reply.code(status);
  if (body === undefined) return reply.send('');
  return reply.header('content-type', 'application/json;odata.metadata=minimal').send(JSON.stringify(body));
}

/** rfc7240#2; Exchange separates them by commas and by semicolons. */
function preferences(request: FastifyRequest): string[] {
  return String(request.headers.prefer ?? '')
    .split(/[,;]/)
    .map((each) => each.trim().toLowerCase());
}

function pageSizeOf(request: FastifyRequest): number {
  for (const each of preferences(request)) {
    const size = Number(/^odata\.maxpagesize=(\d{1,6})$/.exec(each)?.[1] ?? 0);
    if (size > 0) return Math.min(size, largestPage);
  }
  return largestPage;
}

const tokenOf = (skip: number) => Buffer.from(`skip:${skip}`).toString('base64url');

function skipOf(token: string | null): number | undefined {
  if (token === null) return 0;
  const skip = /^skip:(\d{1,7})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  return skip === undefined ? undefined : Number(skip);
}
