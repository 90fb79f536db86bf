import type { Described } from './described.ts';
import type { DavAnswer } from './exchange.ts';
import { namesOf, propertyOf } from './properties/table.ts';
import { hrefOf } from './resource.ts';
import type { Wanted } from './wanted.ts';
import { d } from './xml/names.ts';
import { document, element, type Xml, type XmlContent } from './xml/write.ts';

/** How much is told (rfc8144#2.1): `minimal` leaves out what is not there. */
export interface Telling {
  readonly minimal: boolean;
}

/** One `response` with the wanted properties, found and not found apart (rfc4918#9.1.2). */
export function propertyResponse(
  described: Described,
  wanted: Wanted,
  telling: Telling,
  href: string = hrefOf(described.resource),
): Xml {
  const { found, missing } = chosen(wanted, described);
  const told = telling.minimal ? [] : missing;
  const stats = found.length > 0 || told.length === 0 ? [propstat(found, '200 OK')] : [];
  if (told.length > 0) stats.push(propstat(told, '404 Not Found'));
  return element(d('response'), element(d('href'), href), stats);
}

/** One `response` for a resource as a whole, such as one that is not there. */
export function statusResponse(href: string, status: string, ...more: XmlContent[]): Xml {
  return element(d('response'), element(d('href'), href), element(d('status'), `HTTP/1.1 ${status}`), ...more);
}

export const missingResponse = (href: string): Xml => statusResponse(href, '404 Not Found');

/** `more` stands after the responses, such as a sync-token (rfc6578#6.4). */
export function multistatus(responses: readonly Xml[], ...more: readonly Xml[]): DavAnswer {
  const body = document(d('multistatus'), responses, more);
  return { status: 207, type: 'application/xml; charset=utf-8', body };
}

export function propstat(properties: readonly Xml[], status: string, ...more: XmlContent[]): Xml {
  return element(d('propstat'), element(d('prop'), properties), element(d('status'), `HTTP/1.1 ${status}`), ...more);
}

function chosen(wanted: Wanted, described: Described): { found: Xml[]; missing: Xml[] } {
  if (wanted.kind === 'propname') {
    return { found: namesOf(described, 'all').map((name) => element(name)), missing: [] };
  }
  const asked = wanted.kind === 'prop' ? wanted.names : [...namesOf(described, 'shown'), ...wanted.include];
  const found: Xml[] = [];
  const missing: Xml[] = [];
  for (const name of asked) {
    const own = propertyOf(described, name);
    if (own) found.push(own);
    else missing.push(element(name));
  }
  return { found, missing };
}
