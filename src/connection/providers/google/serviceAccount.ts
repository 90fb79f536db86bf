/**
 * Tokens of a service account that acts for an administrator or a person (domain-wide delegation): a signed statement
 * (rfc7523#2.1) is exchanged for an access token, which is kept until shortly before it ends.
 */
import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../../platform/clock.ts';
import { ProviderRefusal } from '../../provider.ts';

export interface TokenWish {
  /** Whom the service account acts for. */
  readonly subject: string;
  readonly scopes: readonly string[];
}

export interface Tokens {
  token(wish: TokenWish): Promise<string>;
  /** The token was not accepted: the next wish gets a new one. */
  forget(wish: TokenWish): void;
}

const keySchema = z.object({
  type: z.literal('service_account'),
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string(),
  token_uri: z.url({ protocol: /^https?$/ }),
});

const answerSchema = z.object({ access_token: z.string(), expires_in: z.number() });

const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const earlyMilliseconds = 60_000;

/** @param readKey the JSON file that Google gives for a service account */
export function createTokens(readKey: () => string, clock: Clock, signal: () => AbortSignal): Tokens {
  const kept = new Map<string, { answer: ReturnType<typeof exchange>; until: number }>();
  const nameOf = ({ subject, scopes }: TokenWish) => `${subject} ${scopes.join(' ')}`;
  return {
    async token(wish) {
      const name = nameOf(wish);
      const known = kept.get(name);
      if (known !== undefined && known.until > clock.now()) return (await known.answer).access_token;
      // Whoever asks meanwhile waits for the same answer.
      const entry = { answer: exchange(readKey(), wish, clock, signal()), until: Number.POSITIVE_INFINITY };
      kept.set(name, entry);
      try {
        const { access_token, expires_in } = await entry.answer;
        entry.until = clock.now() + expires_in * 1000 - earlyMilliseconds;
        return access_token;
      } catch (fault) {
        kept.delete(name);
        throw fault;
      }
    },
    forget: (wish) => void kept.delete(nameOf(wish)),
  };
}

async function exchange(
  text: string,
  { subject, scopes }: TokenWish,
  clock: Clock,
  signal: AbortSignal,
): Promise<z.infer<typeof answerSchema>> {
  const key = readKeyFile(text);
  const now = Math.floor(clock.now() / 1000);
  const assertion = await new SignJWT({ scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.private_key_id })
    .setIssuer(key.client_email)
    .setSubject(subject)
    .setAudience(key.token_uri)
    .setIssuedAt(now)
    .setExpirationTime(now + 3600)
    .sign(await privateKey(key.private_key));
  const response = await post(key.token_uri, new URLSearchParams({ grant_type: grant, assertion }), signal);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw tokenRefusal(response.status, body, scopes);
  return answerSchema.parse(body);
}

function readKeyFile(text: string): z.infer<typeof keySchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const read = keySchema.safeParse(value);
  if (read.success) return read.data;
  throw new ProviderRefusal(
    'refused',
    'google.key',
    'home.credentials.serviceAccount is no JSON key of a service account',
  );
}

async function privateKey(text: string): ReturnType<typeof importPKCS8> {
  try {
    return await importPKCS8(text, 'RS256');
  } catch {
    throw new ProviderRefusal('refused', 'google.key', 'the private key of the service account can’t be read');
  }
}

async function post(address: string, form: URLSearchParams, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { method: 'POST', body: form, redirect: 'error', signal });
  } catch (fault) {
    throw new ProviderRefusal(
      'pending',
      'google.unreachable',
      `Google’s token service did not answer: ${(fault as Error).name}`,
    );
  }
}

/** unauthorized_client is what Google says until somebody has allowed the scopes, and some minutes longer. */
function tokenRefusal(status: number, body: unknown, scopes: readonly string[]): ProviderRefusal {
  const { error = '' } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown };
  if (error === 'unauthorized_client' || error === 'access_denied') {
    const where = 'Security > Access and data control > API controls > Domain-wide delegation';
    return new ProviderRefusal(
      'refused',
      'google.delegation',
      `allow the service account these scopes (${where}): ${scopes.join(', ')}`,
    );
  }
  if (status === 429 || status >= 500)
    return new ProviderRefusal('pending', 'google.unreachable', `Google’s token service answers ${status}`);
  return new ProviderRefusal('refused', 'google.token', `Google gives no token: ${String(error).slice(0, 100)}`);
}
