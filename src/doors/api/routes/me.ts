import { personById } from '../../../directory/recipients.ts';
import type { Api, ApiParts } from '../api.ts';
import { me } from '../contract.ts';
import { needs } from '../needs.ts';
import { personView } from '../personView.ts';

/** `GET /me`: who is signed in. */
export function meRoutes(api: Api, { hub, access }: ApiParts): void {
  api.get('/me', { config: needs('person'), schema: { response: { 200: me } } }, async (request) => {
    const principal = await access.anybody(request);
    const directory = hub.directory();
    const person = principal.personId === undefined ? undefined : personById(directory, principal.personId);
    const signedIn = { role: principal.role, organisation: directory.organisation };
    return person === undefined ? signedIn : { ...signedIn, person: personView(person) };
  });
}
