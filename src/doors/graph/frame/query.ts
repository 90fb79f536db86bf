import type { FastifyRequest } from 'fastify';
import { matches, order, valueAt } from '../filter/matches.ts';
import { parseFilter } from '../filter/parse.ts';
import { badRequest } from './failure.ts';
import type { Preferences } from './preferences.ts';

const largestPage = 1000;
const usualPage = 10;

export type Query = Readonly<Record<string, string | undefined>>;

/** The query options, each at most once; `$` may be left out, as OData 4.01 allows. */
export function queryOf(request: FastifyRequest): Query {
  const found: Record<string, string> = {};
  const given = request.query as Record<string, string | string[]>;
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value)) throw badRequest(`${name}: given more than once`, 'BadRequest');
    found[systemOptions.includes(`$${name.toLowerCase()}`) ? `$${name.toLowerCase()}` : name] = value;
  }
  return found;
}

const systemOptions: readonly string[] = [
  '$select',
  '$top',
  '$skip',
  '$filter',
  '$orderby',
  '$count',
  '$expand',
  '$search',
];

export interface Page {
  readonly '@odata.context': string;
  readonly '@odata.count'?: number;
  readonly '@odata.nextLink'?: string;
  readonly value: readonly object[];
}

/** One page of a collection: filtered, ordered, counted, cut and reduced to what was asked. */
export function pageOf(
  resources: readonly object[],
  paths: readonly string[],
  request: FastifyRequest,
  preferences: Preferences,
): Page {
  const query = queryOf(request);
  for (const option of ['$expand', '$search'] as const) {
    if (query[option] !== undefined) throw badRequest(`${option} is not supported here`, 'BadRequest');
  }
  const filter = query.$filter === undefined ? undefined : parseFilter(query.$filter, paths);
  const kept = filter ? resources.filter((resource) => matches(filter, resource)) : [...resources];
  if (query.$orderby !== undefined) sortBy(kept, query.$orderby, paths);
  const skip = countOf(query.$skip, '$skip', 0) ?? 0;
  const top = countOf(query.$top, '$top', 1) ?? preferences.maxPageSize ?? usualPage;
  if (top > largestPage) throw badRequest(`$top: at most ${largestPage}`, 'BadRequest');
  const size = Math.min(top, preferences.maxPageSize ?? top);
  const page = kept.slice(skip, skip + size).map((resource) => selected(resource, query.$select));
  const more = skip + size < kept.length;
  return {
    '@odata.context': contextOf(request),
    ...(query.$count === 'true' && { '@odata.count': kept.length }),
    ...(more && { '@odata.nextLink': linkWith(request, { ...query, $skip: String(skip + size) }) }),
    value: page,
  };
}

/** The resource with the properties of $select; id and annotations are always there. */
export function selected(resource: object, select: string | undefined): object {
  if (select === undefined || select.trim() === '') return resource;
  const names = select.split(',').map((name) => name.trim().split('/')[0]);
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => name === 'id' || name.startsWith('@') || names.includes(name)),
  );
}

/** Absolute address of this request's path with another query. */
export function linkWith(request: FastifyRequest, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  return `${originOf(request)}${request.url.split('?', 1)[0]}?${search.toString().replaceAll('%24', '$')}`;
}

export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

export function contextOf(request: FastifyRequest): string {
  return `${originOf(request)}/graph/v1.0/$metadata#${(request.url.split('?', 1)[0] ?? '').replace('/graph/v1.0/', '')}`;
}

function sortBy(resources: object[], orderBy: string, paths: readonly string[]): void {
  const keys = orderBy.split(',').map((part) => {
    const [path = '', direction = 'asc', ...more] = part.trim().split(/ +/);
    if (!paths.includes(path) || !['asc', 'desc'].includes(direction) || more.length > 0) {
      throw badRequest(`$orderby: can't order by '${part.trim()}'`, 'BadRequest');
    }
    return { path, sign: direction === 'desc' ? -1 : 1 };
  });
  resources.sort((one, other) => {
    for (const { path, sign } of keys) {
      const difference = order(valueAt(one, path) ?? '', valueAt(other, path) ?? '') ?? 0;
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}

function countOf(text: string | undefined, name: string, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,7}$/.test(text) || Number(text) < least) {
    throw badRequest(`${name}: expected a whole number from ${least} on, found '${text.slice(0, 50)}'`, 'BadRequest');
  }
  return Number(text);
}
