import { calendarOwner } from '../../../directory/calendarAccess.ts';
import { personById, resolveRecipient } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import type { Api, ApiParts } from '../api.ts';
import { byAddress, byShare, shareQuery, shares, shareWish } from '../contract.ts';
import { Failed, settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/people/{address}/shares`: whom a person lets at her calendars, and at whose she was let. */
export function shareRoutes(api: Api, { hub, access }: ApiParts): void {
  api.get(
    '/people/:address/shares',
    { config: needs('person'), schema: { params: byAddress, response: { 200: shares } } },
    async (request) => {
      const person = await access.personOf(request, request.params.address);
      const { given, received } = await hub.shares(person.id);
      const address = (id: string) => personById(hub.directory(), id)?.address;
      const told = (share: (typeof given)[number], who: string) => {
        const found = address(who);
        const { calendarId, right, privateToo } = share;
        const calendar = calendarId.slice(calendarOwner(calendarId).length + 1);
        // Who left the organisation has no rights to tell of.
        return found === undefined ? [] : [{ address: found, calendar, right, privateToo }];
      };
      return {
        given: given.flatMap((share) => told(share, share.personId)),
        received: received.flatMap((share) => told(share, calendarOwner(share.calendarId))),
      };
    },
  );
  api.put(
    '/people/:address/shares/:with',
    { config: needs('person'), schema: { params: byShare, body: shareWish } },
    async (request, reply) => {
      const owner = await access.personOf(request, request.params.address);
      const { right, ...options } = request.body;
      settled(await hub.share(owner.id, colleague(request.params.with).id, right, options));
      return reply.code(204).send();
    },
  );
  api.delete(
    '/people/:address/shares/:with',
    { config: needs('person'), schema: { params: byShare, querystring: shareQuery } },
    async (request, reply) => {
      const owner = await access.personOf(request, request.params.address);
      settled(await hub.unshare(owner.id, colleague(request.params.with).id, request.query));
      return reply.code(204).send();
    },
  );

  function colleague(address: string): Person {
    const resolved = resolveRecipient(hub.directory(), address);
    if (resolved.kind === 'person' && resolved.person.enabled) return resolved.person;
    throw new Failed(404, 'no-such-person', `nobody here has the address ${address}`);
  }
}
