import type {
  Answer,
  Failure,
  Held,
  HeldDecision,
  Me,
  PersonSummary,
  TraceEntry,
  Week,
} from '../../src/doors/api/contract.ts';

/** What the hub refused, in its own words. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, message }: Failure['error']) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function ask<Result>(method: string, path: string, body?: unknown): Promise<Result> {
  const json =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`/api/v1${path}`, { method, credentials: 'same-origin', ...json });
  if (answer.status === 204) return undefined as Result;
  const read: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return read as Result;
  throw new ApiFailure(answer.status, failureIn(read) ?? { code: 'unreadable', message: answer.statusText });
}

function failureIn(read: unknown): Failure['error'] | undefined {
  return typeof read === 'object' && read !== null && 'error' in read ? (read as Failure).error : undefined;
}

const segment = encodeURIComponent;

/** The hub's API as the pages use it; each rejects with `ApiFailure`. */
export const api = {
  me: () => ask<Me>('GET', '/me'),
  signIn: (token: string) => ask<void>('POST', '/session', { token }),
  signOut: () => ask<void>('DELETE', '/session'),
  people: async () => (await ask<{ people: PersonSummary[] }>('GET', '/people')).people,
  week: (address: string, start: string) => ask<Week>('GET', `/people/${segment(address)}/week?start=${start}`),
  held: async (address: string) => (await ask<{ held: Held[] }>('GET', `/held?address=${segment(address)}`)).held,
  settleHeld: (id: string, decision: HeldDecision) => ask<void>('POST', `/held/${segment(id)}`, { decision }),
  answer: (address: string, uid: string, partStat: Answer['partStat']) =>
    ask<void>('POST', `/people/${segment(address)}/events/${segment(uid)}/answer`, { partStat }),
  trace: async () => (await ask<{ records: TraceEntry[] }>('GET', '/trace?limit=200')).records,
  traceLive: '/api/v1/trace/live',
};
