import type { Connection } from '../../../mail/envelope.ts';
import { replies } from '../replies.ts';
import type { Dialog } from '../verb.ts';

/** What EHLO, LHLO and HELO share: a name is asked for and believed of nobody; a transaction under way ends (rfc5321#4.1.4). */
export function introduce(dialog: Dialog, name: string, protocol: Connection['protocol']): boolean {
  if (name === '' || name.length > 255 || !/^[!-~\u00a0-\uffef]+$/.test(name)) {
    dialog.mistake(replies.greetingNeedsName);
    return false;
  }
  dialog.reset('new greeting');
  dialog.connection = { ...dialog.connection, greeting: name, protocol };
  dialog.state = { kind: 'ready' };
  return true;
}
