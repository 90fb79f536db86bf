import { occurrences } from '../../../calendar/occurrences.ts';
import { readScheduling } from '../../../calendar/scheduling/read.ts';
import { moderatedBy, personById } from '../../../directory/recipients.ts';
import type { HeldInvitation } from '../../../store/contract.ts';
import type { Api, ApiParts } from '../api.ts';
import { byId, type Held, held, heldDecision, heldQuery } from '../contract.ts';
import { Failed, settled } from '../failed.ts';
import { needs } from '../needs.ts';

/** `/held`: invitations that wait for the person to decide (law L7), and bookings that wait for a room's delegate. */
export function heldRoutes(api: Api, { hub, access, audit }: ApiParts): void {
  api.get(
    '/held',
    { config: needs('person'), schema: { querystring: heldQuery, response: { 200: held } } },
    async (request) => {
      const principal = await access.anybody(request);
      const { address } = request.query;
      const whose = address === undefined ? principal.personId : (await access.personOf(request, address)).id;
      const all = principal.role === 'administrator' && address === undefined;
      const owners = whose === undefined ? [] : [whose, ...moderatedBy(hub.directory(), whose)];
      const found = all
        ? await hub.store.reads.held({})
        : (await Promise.all(owners.map((personId) => hub.store.reads.held({ personId })))).flat();
      const waiting = found.filter(({ state }) => state === 'waiting');
      return {
        held: waiting.map((one) => {
          const { id, at, personId, tier, why, from, summary, messageId } = one;
          const person = personById(hub.directory(), personId)?.address ?? '';
          const proposal = why === 'counter' ? proposalIn(one) : undefined;
          return { id, at, person, tier, why, from, summary, messageId, ...(proposal && { proposal }) };
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
      const { personId } = principal;
      const owner = waiting?.personId ?? '';
      const moderates = personId !== undefined && moderatedBy(hub.directory(), personId).includes(owner);
      const mine = principal.role === 'administrator' || owner === personId || moderates;
      if (waiting === undefined || !mine) throw new Failed(404, 'no-such-invitation', 'no such invitation is held');
      if (owner !== personId) audit.concern(waiting.recipient);
      settled(await hub.settleHeld(waiting.id, request.body.decision));
      return reply.code(204).send();
    },
  );
}

/** What a COUNTER proposes; undefined where it can't be read. */
function proposalIn({ forms }: HeldInvitation): Held['proposal'] {
  const text = forms.find((form) => form.text !== undefined)?.text;
  const read = text === undefined ? undefined : readScheduling(text, 'COUNTER');
  const [first] = read?.kind === 'message' ? occurrences(read.ics, 0, Number.MAX_SAFE_INTEGER, { limit: 1 }) : [];
  if (!first) return undefined;
  return { uid: first.uid, start: new Date(first.start).toISOString(), end: new Date(first.end).toISOString() };
}
