import { z } from 'zod';
import { readBody } from '../event/wish.ts';
import { badRequest } from '../frame/failure.ts';
import type { Routes } from '../parts.ts';

const prefix = '/graph/v1.0';
const request = z.object({
  id: z.string().min(1).max(100),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']),
  url: z.string().min(1).max(4000),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).max(20).optional(),
});
const form = z.object({ requests: z.array(request).min(1).max(20) });
type Part = z.infer<typeof request>;

interface Answer {
  readonly id: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** What a part may say for itself; who asks is whoever sent the batch. */
const ownHeaders: readonly string[] = ['prefer', 'if-match', 'if-none-match', 'client-request-id', 'accept'];

/** JSON batching: up to 20 requests, in the order in which they depend on each other. */
export const batchRoutes: Routes = (scope, { access }) => {
  scope.post('/$batch', async (asked) => {
    await access.bearer(asked);
    const { requests } = readBody(form, asked.body);
    checkOrder(requests);
    const answers = new Map<string, Answer>();
    for (const part of requests) {
      const failed = (part.dependsOn ?? []).some((id) => (answers.get(id)?.status ?? 0) >= 400);
      answers.set(part.id, failed ? dependencyFailed(part.id) : await answer(part));
    }
    return { responses: [...answers.values()] };

    async function answer(part: Part): Promise<Answer> {
      const given = Object.entries(part.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
      const payload = part.body === undefined ? undefined : JSON.stringify(part.body);
      const url = part.url.startsWith('/') ? part.url : `/${part.url}`;
      if (url.toLowerCase().startsWith('/$batch')) throw badRequest('a batch can not hold a batch', 'BadRequest');
      const response = await scope.inject({
        method: part.method,
        url: `${prefix}${url}`,
        headers: {
          ...Object.fromEntries(given.filter(([name]) => ownHeaders.includes(name))),
          // The outer request was let in already: the inner ones are asked on its behalf.
          authorization: asked.headers.authorization ?? '',
          host: 'localhost',
          'x-forwarded-proto': asked.protocol,
          'x-forwarded-host': asked.headers.host ?? 'localhost',
          'x-forwarded-for': asked.ip,
          ...(payload !== undefined && { 'content-type': 'application/json' }),
        },
        ...(payload !== undefined && { payload }),
      });
      const headers: Record<string, string> = {};
      for (const name of ['content-type', 'location', 'etag', 'retry-after', 'preference-applied']) {
        const value = response.headers[name];
        if (value !== undefined) headers[name] = String(value);
      }
      const body: unknown = response.body === '' ? undefined : JSON.parse(response.body);
      return { id: part.id, status: response.statusCode, headers, ...(body !== undefined && { body }) };
    }
  });
};

/** Ids once each, and nothing depends on what comes later or not at all; so there is no circle. */
function checkOrder(requests: readonly Part[]): void {
  const before = new Set<string>();
  for (const { id, dependsOn = [] } of requests) {
    if (before.has(id)) throw badRequest(`requests: the id '${id}' is there twice`, 'BadRequest');
    const missing = dependsOn.find((each) => !before.has(each));
    if (missing !== undefined)
      throw badRequest(`requests: '${id}' depends on '${missing}', which does not come before it`, 'BadRequest');
    before.add(id);
  }
}

function dependencyFailed(id: string): Answer {
  const message = 'The request depended on another request that failed.';
  return {
    id,
    status: 424,
    headers: { 'content-type': 'application/json' },
    body: { error: { code: 'FailedDependency', message } },
  };
}
