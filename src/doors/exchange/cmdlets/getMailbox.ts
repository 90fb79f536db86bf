import { told } from '../objects/family.ts';
import { findMailbox, mailbox, mailboxes } from '../objects/mailbox.ts';
import type { Cmdlet } from './cmdlet.ts';

export const getMailbox: Cmdlet = {
  kind: 'reading',
  name: 'Get-Mailbox',
  parameters: {
    Identity: 'string',
    Anr: 'string',
    Filter: 'string',
    ResultSize: 'unlimited',
    RecipientTypeDetails: 'strings',
    SortBy: 'string',
  },
  read(given, state) {
    const identity = given.text('Identity');
    const types = given.list('RecipientTypeDetails').map((type) => type.toLowerCase());
    // There are no rooms, shared or system mailboxes here.
    if (types.length > 0 && !types.includes('usermailbox')) return [];
    const anr = given.text('Anr')?.toLowerCase();
    const found = identity === undefined ? mailboxes(state) : [findMailbox(identity, state)];
    return found
      .map((each) => told(mailbox, each, state))
      .filter(
        ({ Alias, DisplayName }) =>
          anr === undefined || [Alias, DisplayName].some((text) => String(text).toLowerCase().startsWith(anr)),
      );
  },
};
