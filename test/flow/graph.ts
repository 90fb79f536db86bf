/** The Graph door over a hub of the pipeline's tests, asked over real HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { registerGraph } from '../../src/doors/graph/graph.ts';
import { graphWire } from '../../src/doors/graph/notification.ts';
import { createHttpServer } from '../../src/doors/http/server.ts';
import { compileIpRanges } from '../../src/mail/ipRanges.ts';
import { createSubscriptions } from '../../src/pipeline/subscriptions/subscriptions.ts';
import { silentLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { apiParts } from './apiParts.ts';
import { now, openTestHub } from './hub.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as clients do
  readonly body: any;
}

export async function openGraph(t: TestContext, edit?: (yaml: string) => string) {
  const house = await openTestHub(t, edit);
  let time = now;
  const clock = { now: () => time };
  const random = systemRandom;
  const parts = apiParts(house, clock);
  const { credentials } = parts;
  const subscriptions = createSubscriptions({
    ...{ store: house.store, clock, random, log: silentLog },
    listed: compileIpRanges(['127.0.0.1/32']),
    lookUp: async () => [],
    wire: graphWire(house.store, credentials.tenant),
  });
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1' });
  await registerGraph(app, { ...parts, random, subscriptions });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => app.close());
  const tokens = {
    johanna: await credentials.createToken(house.person('johanna').id, 'test'),
    jakob: await credentials.createToken(house.person('jakob').id, 'test'),
  };

  async function ask(
    method: string,
    path: string,
    {
      body,
      headers = {},
      token = tokens.johanna,
    }: { body?: unknown; headers?: Record<string, string>; token?: string } = {},
  ): Promise<Answer> {
    const response = await fetch(path.startsWith('http') ? path : `${origin}/graph/v1.0${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }
  return {
    ...house,
    credentials,
    subscriptions,
    origin,
    tokens,
    ask,
    get: (path: string, headers?: Record<string, string>) => ask('GET', path, headers ? { headers } : {}),
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

/** What is asked of a listener and what it answers. */
export async function openListener(t: TestContext) {
  const seen: { url: string; body: string }[] = [];
  let status = 202;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const token = url.searchParams.get('validationToken');
      if (url.pathname === '/elsewhere') return response.writeHead(307, { location: '/notify' }).end();
      if (token !== null)
        return response.writeHead(200, { 'content-type': 'text/plain' }).end(url.pathname === '/wrong' ? 'no' : token);
      seen.push({ url: url.pathname, body });
      return response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answerWith: (next: number) => {
      status = next;
    },
  };
}

export const review = {
  subject: 'Garden review',
  body: { contentType: 'html', content: '<p>Plans &amp; <b>costs</b></p>' },
  start: { dateTime: '2026-11-26T10:00:00', timeZone: 'Romance Standard Time' },
  end: { dateTime: '2026-11-26T11:00:00', timeZone: 'Romance Standard Time' },
  location: { displayName: 'Greenhouse' },
  attendees: [
    { type: 'required', emailAddress: { address: 'jakob@contoso.example', name: 'Jakob' } },
    { type: 'optional', emailAddress: { address: 'anna@fabrikam.example' } },
  ],
};
