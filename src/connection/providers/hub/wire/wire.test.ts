import assert from 'node:assert/strict';
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { certificate, key } from '../../../../delivery/testing/certificate.ts';
import { systemRandom } from '../../../../platform/random.ts';
import { invoke, invokeAll } from './exchange.ts';
import type { Fetch } from './fetch.ts';
import { graphList } from './graph.ts';
import { HubError, observedOf, saysNotFound } from './hubError.ts';
import { createSession, retryAfterOf } from './session.ts';
import { createTokens } from './tokens.ts';

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const address = {
  tenant: 'contoso.example',
  tokenUrl: 'https://login.example/token',
  graph: 'https://graph.example/v1.0',
  exchange: 'https://exchange.example/adminapi/beta/contoso.example',
};

/** A session whose hub answers with these, one after another; tokens are `token-1`, `token-2`… */
function sessionOf(...replies: Reply[]) {
  const asked: { url: string; authorization: string; body: string }[] = [];
  const waited: number[] = [];
  let tokens = 0;
  const fetch: Fetch = async (url, { headers, body = '' }) => {
    const reply =
      url === address.tokenUrl ? { body: { access_token: `token-${++tokens}`, expires_in: 3600 } } : replies.shift();
    if (url !== address.tokenUrl) asked.push({ url, authorization: headers.authorization ?? '', body });
    if (reply === undefined) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    return {
      status: reply.status ?? 200,
      headers: { get: (name) => reply.headers?.[name] ?? null },
      text: async () => (reply.body === undefined ? '' : JSON.stringify(reply.body)),
    };
  };
  const session = createSession({
    ...{ address, fetch, random: systemRandom, clock: { now: () => 0 } },
    proof: async () => ({ kind: 'secret', clientId: 'client', secret: 'secret' }),
    wait: async (milliseconds) => void waited.push(milliseconds),
  });
  return { session, asked, waited, tokens: () => tokens };
}

const failure = (type: string, text: string) => ({
  error: { code: 'BadRequest', message: 'Error executing cmdlet', details: [{ message: `Ex1|${type}|${text}` }] },
});
const notFound = 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException';

describe('HUB-1 an answer that says later is asked again, within bounds', () => {
  it('Retry-After is heeded, decimals and dates too', async () => {
    const { session, waited } = sessionOf({ status: 429, headers: { 'retry-after': '1.5' } }, { body: { value: [] } });
    assert.deepEqual(await invoke(session, { name: 'Get-Mailbox', parameters: {} }), []);
    assert.deepEqual(waited, [1500]);
    assert.equal(retryAfterOf('Thu, 01 Jan 1970 00:00:04 GMT', { now: () => 1000 }), 3000);
    assert.equal(retryAfterOf('soon', { now: () => 0 }), undefined);
  });

  it('and no longer: the step is pending', async () => {
    const busy = { status: 429, headers: { 'retry-after': '50' } };
    const { session, waited } = sessionOf(busy, busy, busy);
    const fault = await invoke(session, { name: 'Get-Mailbox', parameters: {} }).catch((thrown: unknown) => thrown);
    assert.ok(fault instanceof HubError && fault.status === 429);
    assert.equal(observedOf(fault).kind, 'pending');
    assert.deepEqual(waited, [50_000]);
  });

  it('a hub that does not answer is pending, never absent', async () => {
    const { session } = sessionOf();
    const fault = await graphList(session, '/users').catch((thrown: unknown) => thrown);
    assert.ok(fault instanceof HubError && fault.code === 'unreachable');
    assert.equal(observedOf(fault).kind, 'pending');
    assert.equal(saysNotFound(fault), false);
  });
});

describe('HUB-2 tokens', () => {
  it('one is asked for and shared; a refused one is asked anew, once', async () => {
    const fine = sessionOf({ body: { value: [] } }, { body: { value: [] } });
    await Promise.all([graphList(fine.session, '/users'), graphList(fine.session, '/domains')]);
    assert.equal(fine.tokens(), 1);
    const stale = sessionOf({ status: 401 }, { body: { value: [] } });
    await graphList(stale.session, '/users');
    assert.deepEqual(
      stale.asked.map(({ authorization }) => authorization),
      ['Bearer token-1', 'Bearer token-2'],
    );
    const strange = sessionOf({ status: 401 }, { status: 401 });
    const fault = await graphList(strange.session, '/users').catch((thrown: unknown) => thrown);
    assert.equal(fault instanceof HubError && observedOf(fault).kind, 'propagating');
  });

  it('a certificate proves the client by a PS256 assertion with its thumbprint', async () => {
    let form = new URLSearchParams();
    const tokens = createTokens({
      ...{ url: address.tokenUrl, random: systemRandom, clock: { now: () => 1_000_000 } },
      proof: async () => ({ kind: 'certificate', clientId: 'client', pem: `${certificate}\n${key}` }),
      fetch: async (_url, { body = '' }) => {
        form = new URLSearchParams(body);
        return { status: 200, headers: { get: () => null }, text: async () => '{"access_token":"t","expires_in":60}' };
      },
    });
    assert.equal(await tokens.token('s'), 't');
    const [header = '', claims = '', signature = ''] = (form.get('client_assertion') ?? '').split('.');
    const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const thumbprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
    assert.deepEqual(decoded(header), { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint });
    assert.equal(decoded(claims).aud, address.tokenUrl);
    const pss = {
      key: new X509Certificate(certificate).publicKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    };
    assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), pss, Buffer.from(signature, 'base64url')));
  });
});

describe('HUB-3 cmdlets', () => {
  it('pages are asked for with the same body, at the hub’s own address only', async () => {
    const next = `${address.exchange}/InvokeCommand?$skiptoken=2`;
    const { session, asked } = sessionOf(
      { body: { value: [{ Name: 'a', 'Name@odata.type': '#String' }], '@odata.nextLink': next } },
      { body: { value: [{ Name: 'b' }] } },
    );
    assert.deepEqual(await invoke(session, { name: 'Get-Mailbox', parameters: { ResultSize: 'Unlimited' } }), [
      { Name: 'a' },
      { Name: 'b' },
    ]);
    assert.equal(asked[1]?.url, next);
    assert.equal(asked[0]?.body, asked[1]?.body);
    const led = sessionOf({ body: { value: [], '@odata.nextLink': 'https://mallory.example/' } });
    await assert.rejects(invoke(led.session, { name: 'Get-Mailbox', parameters: {} }), /somebody else/);
  });

  it('an error is read from its details, and only Exchange’s own word means that nothing is there', async () => {
    const { session } = sessionOf(
      { status: 404, body: failure(notFound, 'could not be found') },
      { status: 403 },
      { status: 404, body: {} },
    );
    const errors = await Promise.all(
      [1, 2, 3].map(() => invoke(session, { name: 'Get-Mailbox', parameters: {} }).catch((thrown: unknown) => thrown)),
    );
    assert.deepEqual(errors.map(saysNotFound), [true, false, false]);
    assert.match(String(errors[1]), /no such cmdlet for this application/);
    assert.deepEqual(
      errors.map((fault) => observedOf(fault as HubError).kind),
      ['unreadable', 'unreadable', 'unreadable'],
    );
  });

  it('a batch is told apart by ids; what it says nothing of has failed', async () => {
    const { session, asked } = sessionOf();
    const names = Array.from({ length: 12 }, (_, index) => `Get-${index}`);
    let batches = 0;
    const answering = {
      ...session,
      ask: async (request: Parameters<typeof session.ask>[0]) => {
        const { requests } = request.body as {
          requests: { id: string; body: { CmdletInput: { CmdletName: string } } }[];
        };
        batches += 1;
        assert.ok(requests.length <= 10);
        const responses = requests
          .filter(({ body }) => body.CmdletInput.CmdletName !== 'Get-3')
          .map(({ id, body }) => ({ id, status: 200, body: { value: [{ Name: body.CmdletInput.CmdletName }] } }))
          .reverse();
        return { status: 200, body: { responses } };
      },
    };
    const results = await invokeAll(
      answering,
      names.map((name) => ({ name, parameters: {} })),
    );
    assert.equal(batches, 2);
    assert.equal(asked.length, 0);
    results.forEach((result, index) => {
      if (index === 3) assert.ok(result instanceof HubError);
      else assert.deepEqual(result, [{ Name: names[index] }]);
    });
  });
});
