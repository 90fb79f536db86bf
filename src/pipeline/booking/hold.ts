import { createHash } from 'node:crypto';
import type { Person } from '../../directory/types.ts';
import type { KeptMessage, Tier } from '../../mail/message.ts';
import type { Write } from '../../store/contract.ts';
import type { Opened } from '../inbound/opened.ts';

export interface Holding {
  readonly opened: Opened;
  readonly kept: KeptMessage;
  readonly person: Person;
  readonly recipient: string;
  readonly tier: Tier;
  readonly why: string;
  readonly summary: string;
}

/** Puts calendaring on the holding list: off the grid, until the person decides (law L7). */
export function hold(holding: Holding): Write {
  const { opened, kept } = holding;
  return {
    type: 'hold',
    held: {
      id: sameHold(holding),
      personId: holding.person.id,
      state: 'waiting',
      at: opened.at,
      tier: holding.tier,
      why: holding.why,
      from: opened.headerFrom,
      summary: holding.summary === '' ? opened.subject : holding.summary,
      recipient: holding.recipient,
      messageId: opened.messageId,
      headers: opened.headers,
      forms: kept.forms,
    },
  };
}

/** The same calendaring from the same sender is held once for a person, however often it comes. */
function sameHold({ opened, kept, person }: Holding): string {
  const content = kept.forms.length > 0 ? kept.forms : [opened.messageId];
  return createHash('sha256')
    .update(JSON.stringify([person.id, opened.headerFrom, content]))
    .digest('base64url');
}
