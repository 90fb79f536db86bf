/** The Exchange and Graph doors over a hub of the pipeline's tests, asked over real HTTP as an administrator's program asks. */
import type { TestContext } from 'node:test';
import { registerApi } from '../../src/doors/api/api.ts';
import { registerExchange } from '../../src/doors/exchange/exchange.ts';
import { registerGraph } from '../../src/doors/graph/graph.ts';
import { graphWire } from '../../src/doors/graph/notification.ts';
import { readFaultPlan, rehearsalOf } from '../../src/doors/http/faults.ts';
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

export async function openExchange(
  t: TestContext,
  { faults, edit }: { faults?: string; edit?: (yaml: string) => string } = {},
) {
  const house = await openTestHub(t, edit);
  let time = now;
  const clock = { now: () => time };
  const parts = apiParts(house, clock);
  const { credentials } = parts;
  const app = createHttpServer({ log: silentLog, host: '127.0.0.1' });
  const validated: string[][] = [];
  const rehearsal = faults === undefined ? undefined : rehearsalOf(house.hub, readFaultPlan(faults), clock);
  const dkimRecord = async (domain: string) => ({ name: `s1._domainkey.${domain}`, text: 'v=DKIM1; k=rsa; p=AAAA' });
  const subscriptions = createSubscriptions({
    ...{ store: house.store, clock, random: systemRandom, log: silentLog },
    listed: compileIpRanges([]),
    lookUp: async () => [],
    wire: graphWire(house.store, credentials.tenant),
  });
  await registerGraph(app, {
    ...{ ...parts, random: systemRandom, subscriptions, dkimRecord },
    ...rehearsal,
  });
  await registerApi(app, parts);
  await registerExchange(app, {
    ...parts,
    outside: {
      async validateConnector(connector, recipient) {
        validated.push([connector, recipient]);
        return recipient.startsWith('no')
          ? { passed: false, detail: '550 no such user' }
          : { passed: true, detail: 'ok' };
      },
      dkimRecord,
    },
    ...rehearsal,
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => app.close());
  const { tenant, clientId, clientSecret } = await credentials.createClient('test');
  const token = await credentials.issueAccessToken(clientId);

  /** One request to Graph, or with `/api/` to the hub's own API, by the organisation's client or who else is named. */
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${origin}${path.startsWith('/api/') ? '' : '/graph/v1.0'}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(path.startsWith('http') ? path : `${origin}/adminapi/beta/${tenant}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  const cmdlet = (CmdletName: string, Parameters: object = {}, headers?: Record<string, string>) =>
    post('/InvokeCommand', { CmdletInput: { CmdletName, Parameters } }, headers);

  return {
    ...house,
    credentials,
    tenant,
    client: { clientId, clientSecret },
    origin,
    token,
    validated,
    post,
    ask,
    cmdlet,
    /** The objects a cmdlet gives out; throws what it refused. */
    async objects(name: string, parameters: object = {}) {
      const { status, body } = await cmdlet(name, parameters);
      if (status !== 200) throw new Error(`${name}: ${status} ${JSON.stringify(body)}`);
      return body.value;
    },
    /** Exception type and text of a refusal. */
    async refusal(name: string, parameters: object = {}): Promise<{ status: number; type: string; text: string }> {
      const { status, body } = await cmdlet(name, parameters);
      const [, type = '', text = ''] = String(body?.error?.details?.[0]?.message ?? '').split('|');
      return { status, type, text };
    },
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}
