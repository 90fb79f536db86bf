import type { Clock } from '../../../../platform/clock.ts';
import type { Random } from '../../../../platform/random.ts';
import type { Fetch } from './fetch.ts';
import { HubError } from './hubError.ts';
import { type ClientProof, createTokens, parseJson, type Tokens } from './tokens.ts';

/** Where a hub answers, and how one signs in there. */
export interface HubAddress {
  readonly tenant: string;
  readonly tokenUrl: string;
  readonly graph: string;
  readonly exchange: string;
  /** The built-in hub's own resources, for what Microsoft has no wire for. */
  readonly settings?: string;
}

export interface SessionParts {
  readonly address: HubAddress;
  readonly proof: () => Promise<ClientProof>;
  /** The administrator's credential of the built-in hub, for its settings. */
  readonly administrator?: () => Promise<string>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  wait(milliseconds: number): Promise<void>;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly scope: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly etag?: string;
  /** An empty object where the body is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export const graphScope = 'https://graph.microsoft.com/.default';
export const exchangeScope = 'https://outlook.office365.com/.default';
/** Not a scope of Microsoft's: the settings are opened by the administrator's credential. */
export const settingsScope = 'passerelle:settings';

const tries = 5;
/** In all, over the tries of one request, milliseconds: Retry-After is heeded up to here. */
const longestWait = 60_000;
const firstBackOff = 500;
/** Until one request must be answered, milliseconds: Exchange takes its time. */
const requestTimeout = 120_000;
const largestAnswer = 64 * 1024 * 1024;

export interface Session {
  readonly address: HubAddress;
  readonly random: Random;
  readonly clock: Clock;
  /** Any answer below 500 but 401 and 429, which are tried again within bounds. @throws HubError when that did not help */
  ask(request: Request): Promise<Answer>;
}

export function createSession(parts: SessionParts): Session {
  const { address, clock, random } = parts;
  const tokens = createTokens({ ...parts, url: address.tokenUrl });
  return { address, random, clock, ask: (request) => ask(parts, tokens, request) };
}

async function ask(parts: SessionParts, tokens: Tokens, request: Request): Promise<Answer> {
  let waited = 0;
  let last: HubError | undefined;
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const token = await credential(parts, tokens, request.scope);
    const { answer, error, retryAfter } = await once(parts, request, token);
    if (answer !== undefined) return answer;
    last = error;
    if (error.status === 401) {
      tokens.discard(request.scope, token);
      // A fresh token that is refused as well stays refused for minutes: the caller tells it.
      if (attempt > 1) break;
      continue;
    }
    const pause = retryAfter ?? firstBackOff * 2 ** (attempt - 1);
    if (attempt === tries || waited + pause > longestWait) break;
    waited += pause;
    await parts.wait(pause);
  }
  throw last ?? new HubError(0, 'no-answer', 'the hub did not answer');
}

async function credential(parts: SessionParts, tokens: Tokens, scope: string): Promise<string> {
  if (scope !== settingsScope) return unreachable(() => tokens.token(scope));
  if (parts.administrator === undefined) throw new HubError(0, 'no-settings', 'this hub has no settings of its own');
  return parts.administrator();
}

/** What fetch throws says that nobody answered. */
async function unreachable<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (fault) {
    if (fault instanceof HubError) throw fault;
    throw noAnswer(fault);
  }
}

function noAnswer(fault: unknown): HubError {
  const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause.message : undefined;
  const text = cause ?? (fault instanceof Error ? fault.message : String(fault));
  return new HubError(0, 'unreachable', `the hub does not answer: ${text}`);
}

type Once =
  | { readonly answer: Answer; readonly error?: undefined; readonly retryAfter?: undefined }
  | { readonly answer?: undefined; readonly error: HubError; readonly retryAfter?: number | undefined };

async function once({ fetch, random, clock }: SessionParts, request: Request, token: string): Promise<Once> {
  const { method, url, headers = {}, body } = request;
  let answered: Awaited<ReturnType<Fetch>>;
  let text: string;
  try {
    answered = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'client-request-id': random.uuid(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestTimeout),
    });
    text = await answered.text();
  } catch (fault) {
    return { error: noAnswer(fault) };
  }
  if (text.length > largestAnswer) return { error: new HubError(0, 'too-long', 'the answer is too long') };
  const parsed = parseJson(text);
  const { status } = answered;
  if (status === 401 || status === 429 || status >= 500) {
    const said = messageOf(parsed) ?? `answered ${status}`;
    return {
      error: new HubError(status, codeOf(parsed), said),
      retryAfter: retryAfterOf(answered.headers.get('retry-after'), clock),
    };
  }
  const etag = answered.headers.get('etag');
  return { answer: { status, body: parsed, ...(etag === null ? {} : { etag }) } };
}

/** rfc9110#10.2.3; Exchange writes decimals, which the RFC does not know. */
export function retryAfterOf(header: string | null, clock: Clock): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,6}(\.\d{1,6})?$/.test(header.trim())) return Math.ceil(Number(header) * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now());
}

export function messageOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return typeof error.message === 'string' ? error.message.slice(0, 1000) : undefined;
}

export function codeOf(body: Readonly<Record<string, unknown>>): string {
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code.slice(0, 200) : '';
}
