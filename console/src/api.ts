import type { Answer, Held, HeldDecision, Me, PersonSummary, TraceEntry, Week } from '../../src/doors/api/contract.ts';
import { ask } from './ask.ts';

export { ApiFailure } from './ask.ts';

const segment = encodeURIComponent;

/** The hub's API as the pages use it; each rejects with `ApiFailure`. */
export const api = {
  me: () => ask<Me>('GET', '/me'),
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
