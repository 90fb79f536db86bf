import { composeMessage } from '../mail/compose.ts';
import { mailDate } from '../mail/mailDate.ts';
import type { Random } from '../platform/random.ts';
import type { Parcel } from './attempt.ts';
import type { OutgoingMessage } from './message.ts';

/** The message that shows whether a connector works. From the null sender: nothing is ever answered to it. */
export function validationMessage(about: {
  connector: string;
  recipient: string;
  hostname: string;
  at: number;
  random: Random;
}): { parcel: Parcel; outgoing: OutgoingMessage } {
  const octets = composeMessage({
    headers: [
      ['From', `Passerelle <postmaster@${about.hostname}>`],
      ['To', about.recipient],
      ['Subject', `Test of the connector ${about.connector}`],
      ['Date', mailDate(about.at)],
      ['Message-ID', `<${about.random.uuid()}@${about.hostname}>`],
      // rfc3834#5
      ['Auto-Submitted', 'auto-generated'],
    ],
    body: {
      kind: 'text',
      type: 'text/plain',
      text: `The connector ${about.connector} works: this message came by it.\n`,
    },
  });
  return {
    parcel: { sender: '', recipient: about.recipient, notify: [], origin: 'dsn' },
    outgoing: { size: octets.length, eightBit: false, open: () => octets, sent: () => octets.length },
  };
}
