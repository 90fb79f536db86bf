import { ProviderRefusal } from '../../provider.ts';
import type { Tokens, TokenWish } from './serviceAccount.ts';

/** One call of a Google API. */
export interface GoogleRequest extends TokenWish {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly json?: unknown;
  readonly message?: Buffer;
}

export type GoogleAnswer =
  | { readonly kind: 'done'; readonly body: unknown }
  | { readonly kind: 'notFound' }
  /** It is there already. */
  | { readonly kind: 'conflict' }
  /** A request that is well formed and can't be granted as things are. */
  | { readonly kind: 'invalid'; readonly reason: string; readonly message: string };

export interface GoogleClientOptions {
  readonly tokens: Tokens;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Between 0 and 1: spreads attempts that failed together. */
  chance(): number;
  signal(): AbortSignal;
}

export type GoogleClient = (request: GoogleRequest) => Promise<GoogleAnswer>;

const attempts = 4;
const longestWaitMilliseconds = 30_000;
/** Reasons with which Google says "slower" under a 403. */
const throttled = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'quotaExceeded', 'RESOURCE_EXHAUSTED']);

/** Asks, and asks again a few times when Google is busy. @throws ProviderRefusal for what this account may not, or not now */
export function createGoogleClient(options: GoogleClientOptions): GoogleClient {
  return async (request) => {
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      const response = await send(request, options);
      const body = await bodyOf(response);
      if (response.ok) return { kind: 'done', body };
      const { reason, message } = errorOf(body);
      if (response.status === 401 && !renewed) {
        options.tokens.forget(request);
        renewed = true;
        continue;
      }
      if (isBusy(response.status, reason)) {
        if (attempt >= attempts)
          throw new ProviderRefusal('pending', 'google.throttled', `Google is busy (${response.status}): ${message}`);
        await options.wait(pause(response, attempt, options.chance()));
        continue;
      }
      return judge(request, response.status, reason, message);
    }
  };
}

async function send(request: GoogleRequest, { tokens, signal }: GoogleClientOptions): Promise<Response> {
  const authorization = `Bearer ${await tokens.token(request)}`;
  const content =
    request.message !== undefined
      ? { type: 'message/rfc822', body: new Uint8Array(request.message) }
      : request.json !== undefined
        ? { type: 'application/json', body: JSON.stringify(request.json) }
        : undefined;
  try {
    return await fetch(request.url, {
      method: request.method,
      headers: {
        authorization,
        accept: 'application/json',
        ...(content === undefined ? {} : { 'content-type': content.type }),
      },
      ...(content === undefined ? {} : { body: content.body }),
      redirect: 'error',
      signal: signal(),
    });
  } catch (fault) {
    throw new ProviderRefusal('pending', 'google.unreachable', `Google did not answer: ${(fault as Error).name}`);
  }
}

/** A page of 500 people has some 100 kB; what is longer by far is not read. */
const longestBody = 8_388_608;

async function bodyOf(response: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > longestBody) throw new RangeError('too long');
      parts.push(part);
    }
  } catch (fault) {
    const why = fault instanceof RangeError ? 'is longer than 8 MiB' : `broke off: ${(fault as Error).name}`;
    throw new ProviderRefusal('pending', 'google.unreachable', `Google’s answer ${why}`);
  }
  try {
    return length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString());
  } catch {
    return undefined;
  }
}

/** Both forms of Google's errors: `errors[].reason` of the older APIs, `status` of the newer. */
function errorOf(body: unknown): { reason: string; message: string } {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: unknown };
  const {
    message = '',
    status = '',
    errors,
  } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const [first] = Array.isArray(errors) ? (errors as { reason?: unknown }[]) : [];
  return { reason: String(first?.reason ?? status), message: String(message).slice(0, 300) };
}

function isBusy(status: number, reason: string): boolean {
  return status === 429 || status >= 500 || (status === 403 && throttled.has(reason));
}

function pause(response: Response, attempt: number, chance: number): number {
  const told = Number(response.headers.get('retry-after')) * 1000;
  const ours = 2 ** (attempt - 1) * 1000 + chance * 1000;
  return Math.min(longestWaitMilliseconds, told > 0 ? told : ours);
}

function judge({ scopes }: GoogleRequest, status: number, reason: string, message: string): GoogleAnswer {
  switch (status) {
    case 404:
      return { kind: 'notFound' };
    case 409:
      return { kind: 'conflict' };
    case 400:
    case 412:
      return { kind: 'invalid', reason, message };
    case 401:
    case 403:
      throw new ProviderRefusal(
        'refused',
        'google.permission',
        `Google does not allow it (${reason || status}): ${message}; needed: ${scopes.join(', ')}`,
      );
    default:
      throw new ProviderRefusal('refused', 'google.refused', `Google answers ${status} (${reason}): ${message}`);
  }
}
