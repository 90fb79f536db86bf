/** What the tests of signing in stand on: the API over the fixture's hub, a browser's cookie jar, an authenticator app. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Directory } from '../../src/directory/types.ts';
import { registerApi } from '../../src/doors/api/api.ts';
import { openHub } from '../../src/doors/http/hub.fixture.ts';
import type { Role } from '../../src/pipeline/signIn/stage.ts';
import { totpCode } from '../../src/pipeline/signIn/totp.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export const password = 'correct horse battery';

export async function openSignIn(t: TestContext, changed: Partial<Directory> = {}) {
  const parts = await openHub(t, changed);
  await registerApi(parts.app, parts);
  const admin = { authorization: `Bearer ${await parts.credentials.localAdmin()}` };

  /** A browser that keeps its session. */
  function browser(remoteAddress = '127.0.0.1') {
    let cookie = '';
    const ask = async (method: Method, url: string, payload?: object) => {
      const answer = await parts.app.inject({
        method,
        url: `/api/v1${url}`,
        remoteAddress,
        headers: { host: 'localhost', 'user-agent': 'Test', ...(cookie === '' ? {} : { cookie }) },
        ...(payload === undefined ? {} : { payload }),
      });
      for (const set of [answer.headers['set-cookie'] ?? []].flat()) {
        if (set.startsWith('passerelle_session=')) cookie = set.split(';')[0] ?? '';
      }
      return answer;
    };
    return {
      ask,
      cookie: () => cookie,
      status: async (method: Method, url: string, payload?: object) => (await ask(method, url, payload)).statusCode,
      code: async (method: Method, url: string, payload?: object) =>
        (await ask(method, url, payload)).json().error?.code,
      stage: async () => (await ask('GET', '/session')).json().stage,
      signIn: (address: string, typed = password) => ask('POST', '/session/password', { address, password: typed }),
    };
  }

  const asAdmin = (method: Method, url: string, payload?: object) =>
    parts.app.inject({ method, url: `/api/v1${url}`, headers: admin, ...(payload === undefined ? {} : { payload }) });

  /** A person with a password, as an administrator's link lets her choose it. */
  async function withPassword(address: string, role: Role = 'person') {
    if (role !== 'person') assert.equal((await asAdmin('PUT', `/people/${address}/role`, { role })).statusCode, 204);
    const { url } = (await asAdmin('POST', `/people/${address}/password-link`, {})).json();
    const token = new URL(url).hash.replace('#password=', '');
    const here = browser();
    assert.equal(await here.status('POST', '/session/new-password', { token, password }), 200);
    return here;
  }

  /** The code an authenticator app shows for a base32 key at the hub's time, or some steps of it later. */
  function code(key: string, later = 0): string {
    return totpCode(fromBase32(key), Math.floor(parts.clock.now() / 30_000) + later);
  }

  /** Sets up an authenticator app, and gives back its key and the recovery codes. */
  async function enrolTotp(here: ReturnType<typeof browser>) {
    const { key } = (await here.ask('POST', '/me/totp')).json();
    const answer = await here.ask('POST', '/me/totp/confirm', { code: code(key) });
    assert.equal(answer.statusCode, 200);
    return { key: String(key), recoveryCodes: answer.json().recoveryCodes as string[] };
  }

  return { ...parts, browser, asAdmin, withPassword, code, enrolTotp };
}

function fromBase32(text: string): Buffer {
  const bits = [...text.replaceAll('-', '')]
    .map((letter) => 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
}
