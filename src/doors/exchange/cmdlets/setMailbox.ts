import { alter } from '../objects/family.ts';
import { findMailbox, mailbox } from '../objects/mailbox.ts';
import { mailboxParameters } from '../objects/mailboxParameters.ts';
import type { Cmdlet } from './cmdlet.ts';

export const setMailbox: Cmdlet = {
  kind: 'changing',
  name: 'Set-Mailbox',
  parameters: { Identity: 'string', ...mailboxParameters },
  required: ['Identity'],
  decide: (given, state) => alter(mailbox, findMailbox(given.text('Identity') ?? '', state), given, state),
};
