import type { Selectable } from 'kysely';
import type { Header, Tier } from '../../mail/message.ts';
import { template } from '../compiler.ts';
import type { HeldInvitation, Reads } from '../contract.ts';
import { formsFromJson } from '../forms.ts';
import type { Tables } from '../schema.ts';
import type { Source } from './rows.ts';

const filters = (by: { person: boolean; id: boolean }) =>
  template((db, p: { personId: string; id: string }, scope) => {
    let query = db.selectFrom('held_invitation').selectAll().where('organisation_id', '=', scope.organisationId);
    if (by.person) query = query.where('person_id', '=', p.personId);
    if (by.id) query = query.where('id', '=', p.id);
    return query.orderBy('at').orderBy('id');
  });
const everything = filters({ person: false, id: false });
const ofPerson = filters({ person: true, id: false });
const byId = filters({ person: false, id: true });
const ofPersonById = filters({ person: true, id: true });

export function holdingReads({ compiler, rows }: Source): Pick<Reads, 'held'> {
  return {
    async held({ personId, id }) {
      const query =
        personId === undefined ? (id === undefined ? everything : byId) : id === undefined ? ofPerson : ofPersonById;
      return (await rows(compiler.statement(query, { personId: personId ?? '', id: id ?? '' }))).map(heldFrom);
    },
  };
}

function heldFrom(row: Selectable<Tables['held_invitation']>): HeldInvitation {
  return {
    id: row.id,
    personId: row.person_id,
    state: row.state as HeldInvitation['state'],
    at: row.at,
    tier: row.tier as Tier,
    why: row.why,
    from: row.sender,
    summary: row.summary,
    recipient: row.recipient,
    messageId: row.message_id,
    headers: JSON.parse(row.headers) as Header[],
    forms: formsFromJson(row.forms),
  };
}
