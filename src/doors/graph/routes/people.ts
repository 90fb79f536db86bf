import type { User } from '@microsoft/microsoft-graph-types';
import type { Person } from '../../../directory/types.ts';
import { accessDenied } from '../frame/failure.ts';
import { preferencesOf } from '../frame/preferences.ts';
import { contextOf, pageOf, queryOf, selected } from '../frame/query.ts';
import { forOwner, type Routes } from '../parts.ts';

const filterable = ['id', 'mail', 'userPrincipalName', 'displayName', 'accountEnabled'];

/** /me, /users and /users/{id}: who people are, as far as calendar programs ask. */
export const personRoutes: Routes = (scope, parts) => {
  forOwner(scope, parts, 'GET', '', async ({ person, request }) => ({
    '@odata.context': contextOf(request),
    ...selected(userOf(person), queryOf(request).$select),
  }));
  forOwner(scope, parts, 'GET', '/mailboxSettings', async ({ person }) => ({
    timeZone: person.timeZone,
    language: { locale: person.language === 'fr' ? 'fr-FR' : 'en-US', displayName: person.language },
  }));
  scope.get('/users', async (request) => {
    if ((await parts.access.bearer(request)).kind !== 'client') throw accessDenied();
    const people = parts.hub.directory().people.filter(({ enabled }) => enabled);
    return pageOf(people.map(userOf), filterable, request, preferencesOf(request));
  });
};

function userOf(person: Person): User {
  return {
    id: person.id,
    displayName: person.name,
    mail: person.address,
    userPrincipalName: person.address,
    accountEnabled: person.enabled,
    preferredLanguage: person.language,
    businessPhones: [],
    givenName: null,
    surname: null,
    jobTitle: null,
    mobilePhone: null,
    officeLocation: null,
    proxyAddresses: [`SMTP:${person.address}`, ...person.aliases.map((alias) => `smtp:${alias}`)],
  };
}
