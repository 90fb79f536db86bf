import { type Compiler, type Statement, template } from '../compiler.ts';
import type { HeldInvitation } from '../contract.ts';
import { formsToJson } from '../forms.ts';

const insertHeld = template(
  (
    db,
    p: {
      id: string;
      personId: string;
      state: string;
      at: number;
      tier: string;
      why: string;
      sender: string;
      summary: string;
      recipient: string;
      messageId: string;
      headers: string;
      forms: string;
    },
    scope,
  ) =>
    db
      .insertInto('held_invitation')
      .values({
        organisation_id: scope.organisationId,
        id: p.id,
        person_id: p.personId,
        state: p.state,
        at: p.at,
        tier: p.tier,
        why: p.why,
        sender: p.sender,
        summary: p.summary,
        recipient: p.recipient,
        message_id: p.messageId,
        headers: p.headers,
        forms: p.forms,
      })
      // What waits already, or was settled, is not held anew.
      .onConflict((conflict) => conflict.doNothing()),
);

const settleAsFiled = template((db, p: { id: string; at: number }, scope) =>
  db
    .updateTable('held_invitation')
    .set({ state: 'filed', at: p.at })
    .where('organisation_id', '=', scope.organisationId)
    .where('id', '=', p.id)
    .where('state', '=', 'waiting'),
);

/** What a person drops is gone: of dropped mail no content is kept (law L6), only that it was dropped. */
const settleAsDropped = template((db, p: { id: string; at: number }, scope) =>
  db
    .updateTable('held_invitation')
    .set({ state: 'dropped', at: p.at, headers: '[]', forms: '[]' })
    .where('organisation_id', '=', scope.organisationId)
    .where('id', '=', p.id)
    .where('state', '=', 'waiting'),
);

export function hold(compiler: Compiler, held: HeldInvitation): Statement[] {
  const { id, personId, state, at, tier, why, summary, recipient, messageId } = held;
  const headers = JSON.stringify(held.headers);
  const forms = formsToJson(held.forms);
  const values = {
    id,
    personId,
    state,
    at,
    tier,
    why,
    sender: held.from,
    summary,
    recipient,
    messageId,
    headers,
    forms,
  };
  return [compiler.statement(insertHeld, values)];
}

export function settleHeld(compiler: Compiler, id: string, state: 'filed' | 'dropped', at: number): Statement[] {
  return [compiler.statement(state === 'filed' ? settleAsFiled : settleAsDropped, { id, at }, 1)];
}
