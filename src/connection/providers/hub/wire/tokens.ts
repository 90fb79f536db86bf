import { constants, createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import type { Clock } from '../../../../platform/clock.ts';
import type { Random } from '../../../../platform/random.ts';
import type { Fetch } from './fetch.ts';
import { HubError } from './hubError.ts';

/** How the engine signs in for itself: client credentials (rfc6749#4.4) by a secret, or by a certificate (rfc7523#2.2). */
export type ClientProof =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string }
  /** PEM: the certificate and its private key in one text. */
  | { readonly kind: 'certificate'; readonly clientId: string; readonly pem: string };

/** Tokens by scope. */
export interface Tokens {
  token(scope: string): Promise<string>;
  /** The hub did not take it: the next call asks for another. */
  discard(scope: string, token: string): void;
}

/** Before a token ends it is not used any more, milliseconds. */
const margin = 60_000;
/** Microsoft takes assertions of at most ten minutes; two are enough for clocks that disagree. */
const assertionSeconds = 120;

export function createTokens(parts: {
  readonly url: string;
  readonly proof: () => Promise<ClientProof>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
}): Tokens {
  // The promise is kept, so that whoever asks meanwhile waits for the same answer.
  const kept = new Map<string, Promise<{ readonly token: string; readonly until: number }>>();

  const refusedTokens = new Map<string, string>();

  async function ask(scope: string) {
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope });
    for (const [name, value] of Object.entries(proofFields(await parts.proof(), parts))) form.set(name, value);
    const answer = await parts.fetch(parts.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
    });
    const text = await answer.text();
    const body = parseJson(text);
    const token = body.access_token;
    if (answer.status !== 200 || typeof token !== 'string') throw refused(answer.status, body);
    const seconds = Number(body.expires_in);
    return { token, until: parts.clock.now() + (Number.isFinite(seconds) ? seconds * 1000 : 0) - margin };
  }

  return {
    async token(scope) {
      const present = kept.get(scope);
      if (present !== undefined) {
        const found = await present.catch(() => undefined);
        const good = found !== undefined && found.until > parts.clock.now();
        if (good && found.token !== refusedTokens.get(scope)) return found.token;
        if (kept.get(scope) === present) kept.delete(scope);
      }
      let asked = kept.get(scope);
      if (asked === undefined) {
        asked = ask(scope);
        kept.set(scope, asked);
        asked.catch(() => kept.delete(scope));
      }
      return (await asked).token;
    },
    discard(scope, token) {
      refusedTokens.set(scope, token);
    },
  };
}

/** AADSTS texts name the application and what is missing; they hold no secret. */
function refused(status: number, body: Readonly<Record<string, unknown>>): HubError {
  const said = typeof body.error_description === 'string' ? body.error_description.split('\n', 1)[0] : undefined;
  const code = typeof body.error === 'string' ? body.error : 'no-token';
  // Wrong credentials stay wrong: only an answer of the service itself is worth another try.
  const shown = status === 401 || status === 400 ? 403 : status;
  return new HubError(shown, code, `no token: ${(said ?? `answered ${status}`).slice(0, 500)}`);
}

function proofFields(proof: ClientProof, parts: { url: string; clock: Clock; random: Random }): Record<string, string> {
  switch (proof.kind) {
    case 'secret':
      return { client_id: proof.clientId, client_secret: proof.secret };
    case 'certificate':
      return {
        client_id: proof.clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion(proof.clientId, proof.pem, parts),
      };
  }
}

/** PS256 with the certificate's thumbprint, as Entra asks for it. */
function assertion(
  clientId: string,
  pem: string,
  { url, clock, random }: { url: string; clock: Clock; random: Random },
): string {
  const thumbprint = createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
  const now = Math.floor(clock.now() / 1000);
  const header = { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint };
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: url,
    jti: random.uuid(),
    nbf: now - 5,
    exp: now + assertionSeconds,
  };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = createPrivateKey(pem);
  const signature = sign('sha256', Buffer.from(signed), {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
  return `${signed}.${signature.toString('base64url')}`;
}

export function parseJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
