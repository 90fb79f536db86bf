import { guid } from '../frame/told.ts';
import { guidOf } from '../objects/family.ts';
import { recipientOf } from '../objects/mailbox.ts';
import { findPerson, hasMailbox } from '../objects/person.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Everybody, with a mailbox or without. */
export const getUser: Cmdlet = {
  kind: 'reading',
  name: 'Get-User',
  parameters: { Identity: 'string', Filter: 'string', ResultSize: 'unlimited', RecipientTypeDetails: 'strings' },
  read(given, state) {
    const identity = given.text('Identity');
    const { people } = state.directory;
    const found = identity === undefined ? people : [findPerson(identity, people, state)];
    const types = given.list('RecipientTypeDetails').map((type) => type.toLowerCase());
    return found
      .map((person) => ({
        ...recipientOf(person),
        Identity: person.id,
        Id: person.id,
        Guid: guid(guidOf('person', person.id, state)),
        DisplayName: person.name,
        RecipientType: hasMailbox(person) ? 'UserMailbox' : 'User',
        RecipientTypeDetails: hasMailbox(person) ? 'UserMailbox' : person.enabled ? 'User' : 'DisabledUser',
      }))
      .filter(({ RecipientTypeDetails }) => types.length === 0 || types.includes(RecipientTypeDetails.toLowerCase()));
  },
};
