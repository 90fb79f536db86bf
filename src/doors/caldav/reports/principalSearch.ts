import { addressesOf } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import type { DavAnswer, DavRequest } from '../exchange.ts';
import { multistatus, propertyResponse } from '../multistatus.ts';
import { userType } from '../properties/principal.ts';
import { wantedIn } from '../wanted.ts';
import { c, calendarServer, d, dav, isName, keyOf, type Name } from '../xml/names.ts';
import { child, type XmlElement } from '../xml/read.ts';
import { document, element } from '../xml/write.ts';

/** Principals of one answer. */
const mostFound = 200;

/** What is looked into, and under which name clients show it. */
const searchable: readonly { readonly name: Name; readonly title: string; of(person: Person): string[] }[] = [
  { name: d('displayname'), title: 'Name', of: ({ name }) => [name] },
  { name: c('calendar-user-address-set'), title: 'Address', of: addressesOf },
  {
    name: { namespace: calendarServer, local: 'email-address-set' },
    title: 'E-mail address',
    of: addressesOf,
  },
  { name: c('calendar-user-type'), title: 'Kind', of: (person) => [userType(person)] },
];

/**
 * principal-property-search (rfc3744#9.4): how a calendar program finds rooms. Who else is in the
 * organisation it is not told, beside the person herself. Text is compared caseless, anywhere in
 * the value. A property that can't be searched matches nothing.
 */
export async function principalSearch({ person, directory, prefer }: DavRequest, body: XmlElement): Promise<DavAnswer> {
  const searches = body.children.filter((inner) => isName(inner, dav, 'property-search'));
  const any = body.attributes.get('test') === 'anyof';
  // `type` is Apple's: ROOM, RESOURCE, INDIVIDUAL.
  const type = body.attributes.get('type')?.toUpperCase();
  const wanted = wantedIn(body);
  const matches = (candidate: Person): boolean => {
    if (type !== undefined && userType(candidate) !== type) return false;
    const found = (search: XmlElement): boolean => matchesSearch(search, candidate);
    return any ? searches.some(found) : searches.every(found);
  };
  const seen = directory.people.filter(({ id, enabled, resource }) => enabled && (resource || id === person.id));
  return multistatus(
    seen
      .filter(matches)
      .slice(0, mostFound)
      .map((owner) => {
        const resource = { kind: 'principal', address: owner.address } as const;
        return propertyResponse({ kind: 'plain', resource, owner }, wanted, prefer);
      }),
  );
}

function matchesSearch(search: XmlElement, candidate: Person): boolean {
  const text = child(search, d('match'))?.text.toLowerCase() ?? '';
  const names = new Set(child(search, d('prop'))?.children.map(keyOf));
  return searchable
    .filter(({ name }) => names.has(keyOf(name)))
    .some(({ of }) => of(candidate).some((value) => value.toLowerCase().includes(text)));
}

/** principal-search-property-set (rfc3744#9.5). */
export async function principalSearchProperties(): Promise<DavAnswer> {
  const body = document(
    d('principal-search-property-set'),
    searchable.map(({ name, title }) =>
      element(d('principal-search-property'), element(d('prop'), element(name)), element(d('description'), title)),
    ),
  );
  return { status: 200, type: 'application/xml; charset=utf-8', body };
}
