import type { DavAnswer } from './exchange.ts';
import type { Property } from './properties.ts';
import { dav, type Name } from './xml/names.ts';
import { document, element, type Xml } from './xml/write.ts';

/** What a request wants to know of each resource (rfc4918#9.1). */
export type Wanted =
  | { readonly kind: 'allprop'; readonly include: readonly Name[] }
  | { readonly kind: 'propname' }
  | { readonly kind: 'prop'; readonly names: readonly Name[] };

const d = (local: string): Name => ({ namespace: dav, local });

/** One `response` with the wanted properties, found and not found apart (rfc4918#9.1.2). */
export function propertyResponse(href: string, wanted: Wanted, has: readonly Property[]): Xml {
  const { found, missing } = chosen(wanted, has);
  const stats = [...(found.length > 0 || missing.length === 0 ? [propstat(found, '200 OK')] : [])];
  if (missing.length > 0) stats.push(propstat(missing, '404 Not Found'));
  return element(d('response'), element(d('href'), href), stats);
}

/** One `response` for something that is not there. */
export function missingResponse(href: string): Xml {
  return element(d('response'), element(d('href'), href), element(d('status'), 'HTTP/1.1 404 Not Found'));
}

export function multistatus(responses: readonly Xml[]): DavAnswer {
  const body = document(d('multistatus'), responses);
  return { status: 207, type: 'application/xml; charset=utf-8', body };
}

function chosen(wanted: Wanted, has: readonly Property[]): { found: Xml[]; missing: Xml[] } {
  if (wanted.kind === 'propname') return { found: has.map(({ name }) => element(name)), missing: [] };
  const asked =
    wanted.kind === 'prop'
      ? wanted.names
      : [...has.filter(({ onlyWhenNamed }) => !onlyWhenNamed).map(({ name }) => name), ...wanted.include];
  const found: Xml[] = [];
  const missing: Xml[] = [];
  for (const name of asked) {
    const own = has.find(
      (candidate) => candidate.name.local === name.local && candidate.name.namespace === name.namespace,
    );
    if (own) found.push(own.value);
    else missing.push(element(name));
  }
  return { found, missing };
}

function propstat(properties: readonly Xml[], status: string): Xml {
  return element(d('propstat'), element(d('prop'), properties), element(d('status'), `HTTP/1.1 ${status}`));
}
