import { personById } from '../../../directory/recipients.ts';
import type { Api, ApiParts } from '../api.ts';
import { byId, held, heldDecision, heldQuery } from '../contract.ts';
import { Failed, settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/held`: invitations that wait for the person to decide (law L7). */
export function heldRoutes(api: Api, { hub, access, audit }: ApiParts): void {
  api.get(
    '/held',
    { config: needs('person'), schema: { querystring: heldQuery, response: { 200: held } } },
    async (request) => {
      const principal = await access.anybody(request);
      const { address } = request.query;
      const whose = address === undefined ? principal.personId : (await access.personOf(request, address)).id;
      const all = principal.role === 'administrator' && address === undefined;
      const found = await hub.store.reads.held(all || whose === undefined ? {} : { personId: whose });
      const waiting = found.filter(({ state }) => state === 'waiting');
      return {
        held: waiting.map(({ id, at, personId, tier, why, from, summary, messageId }) => {
          const person = personById(hub.directory(), personId)?.address ?? '';
          return { id, at, person, tier, why, from, summary, messageId };
        }),
      };
    },
  );
  api.post(
    '/held/:id',
    { config: needs('person'), schema: { params: byId, body: heldDecision } },
    async (request, reply) => {
      const principal = await access.anybody(request);
      const [waiting] = await hub.store.reads.held({ id: request.params.id });
      const mine = principal.role === 'administrator' || waiting?.personId === principal.personId;
      if (waiting === undefined || !mine) throw new Failed(404, 'no-such-invitation', 'no such invitation is held');
      if (waiting.personId !== principal.personId) audit.concern(waiting.recipient);
      settled(await hub.settleHeld(waiting.id, request.body.decision));
      return reply.code(204).send();
    },
  );
}
