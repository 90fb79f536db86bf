import { told } from '../objects/family.ts';
import { findMailbox, mailbox, mailboxes } from '../objects/mailbox.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Who can be written to; here, whoever has a mailbox. */
export const getRecipient: Cmdlet = {
  kind: 'reading',
  name: 'Get-Recipient',
  parameters: {
    Identity: 'string',
    Filter: 'string',
    RecipientType: 'strings',
    RecipientTypeDetails: 'strings',
    ResultSize: 'unlimited',
  },
  read(given, state) {
    const types = [...given.list('RecipientType'), ...given.list('RecipientTypeDetails')];
    if (types.some((type) => type.toLowerCase() !== 'usermailbox')) return [];
    const identity = given.text('Identity');
    const found = identity === undefined ? mailboxes(state) : [findMailbox(identity, state)];
    return found.map((each) => told(mailbox, each, state));
  },
};
