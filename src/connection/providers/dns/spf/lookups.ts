/** How many DNS questions a record makes its reader ask: ten at most, of which two may find nothing (rfc7208#4.6.4). */
import { isSpf, spfTerms } from './record.ts';

export type LookupAnswer =
  | { readonly kind: 'found'; readonly values: readonly string[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unanswered'; readonly why: string };

export type Lookup = (name: string, type: 'A' | 'MX' | 'TXT') => Promise<LookupAnswer>;

export type LookupCount =
  | { readonly kind: 'within'; readonly lookups: number; readonly voids: number }
  | { readonly kind: 'beyond'; readonly why: string }
  | { readonly kind: 'unanswered'; readonly why: string };

const mostLookups = 10;
const mostVoids = 2;

interface Tally {
  lookups: number;
  voids: number;
}

/** An early end of the counting, with its result. */
class Ended extends Error {
  readonly result: LookupCount;
  constructor(result: LookupCount) {
    super(result.kind);
    this.result = result;
  }
}

export async function countLookups(domain: string, record: string, lookup: Lookup): Promise<LookupCount> {
  const tally: Tally = { lookups: 0, voids: 0 };
  try {
    await count(domain, record, [domain.toLowerCase()], tally, lookup);
  } catch (ended) {
    if (ended instanceof Ended) return ended.result;
    throw ended;
  }
  return { kind: 'within', ...tally };
}

async function count(
  domain: string,
  record: string,
  path: readonly string[],
  tally: Tally,
  lookup: Lookup,
): Promise<void> {
  const terms = spfTerms(record).map((term) => term.toLowerCase());
  // rfc7208#6.1: with `all` in the record, a redirect is never followed.
  const hasAll = terms.some((term) => /^[-~?+]?all$/.test(term));
  for (const term of terms) {
    const [, name = '', separator = '', rest = ''] = /^[-~?+]?([a-z0-9_.-]+)([:=/]?)(.*)$/.exec(term) ?? [];
    // A prefix length may stand directly after the name, as in a/24.
    const target = separator === '/' || rest === '' ? domain : rest.replace(/\/.*$/, '');
    switch (name) {
      case 'include':
      case 'redirect':
        if (name === 'redirect' && hasAll) break;
        addLookup(tally);
        await follow(target, path, tally, lookup);
        break;
      case 'a':
      case 'exists':
        addLookup(tally);
        await ask(target, 'A', tally, lookup);
        break;
      case 'mx': {
        addLookup(tally);
        const hosts = await ask(target, 'MX', tally, lookup);
        if (hosts.length > mostLookups) beyond(`'mx' of ${target} has more than ${mostLookups} hosts`);
        break;
      }
      case 'ptr':
        addLookup(tally);
        break;
      default:
        // ip4, ip6, all, exp and what is not known here ask nothing.
        break;
    }
  }
}

async function follow(target: string, path: readonly string[], tally: Tally, lookup: Lookup): Promise<void> {
  // What a macro becomes is known only when a message comes.
  if (target.includes('%')) return;
  if (path.includes(target)) beyond(`it includes itself: ${[...path, target].join(' > ')}`);
  const records = (await ask(target, 'TXT', tally, lookup)).filter(isSpf);
  const [record] = records;
  if (record === undefined) beyond(`${target}, which it includes, has no SPF record`);
  else if (records.length > 1) beyond(`${target}, which it includes, has ${records.length} SPF records`);
  else await count(target, record, [...path, target], tally, lookup);
}

async function ask(name: string, type: 'A' | 'MX' | 'TXT', tally: Tally, lookup: Lookup): Promise<readonly string[]> {
  if (name.includes('%')) return [];
  const answer = await lookup(name, type);
  switch (answer.kind) {
    case 'found':
      return answer.values;
    case 'nothing':
      tally.voids += 1;
      if (tally.voids > mostVoids)
        beyond(`more than ${mostVoids} of the names it asks for do not exist, ${name} the last`);
      return [];
    case 'unanswered':
      throw new Ended({ kind: 'unanswered', why: answer.why });
  }
}

function addLookup(tally: Tally): void {
  tally.lookups += 1;
  if (tally.lookups > mostLookups) beyond(`it would need more than ${mostLookups} DNS lookups`);
}

function beyond(why: string): never {
  throw new Ended({ kind: 'beyond', why });
}
