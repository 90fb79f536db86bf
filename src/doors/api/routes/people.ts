import type { Api, ApiParts } from '../api.ts';
import { people } from '../contract.ts';
import { needs } from '../needs.ts';
import { personView } from '../personView.ts';

/** `GET /people`: all for an administrator, herself for a person. */
export function peopleRoutes(api: Api, { hub, access }: ApiParts): void {
  api.get('/people', { config: needs('person'), schema: { response: { 200: people } } }, async (request) => {
    const principal = await access.anybody(request);
    const seen = hub
      .directory()
      .people.filter(({ resource }) => resource === undefined)
      .filter(({ id, enabled }) => enabled && (principal.role === 'administrator' || id === principal.personId));
    return { people: seen.map(personView).sort((a, b) => a.name.localeCompare(b.name)) };
  });
}
