import { createHash } from 'node:crypto';
import type { Person } from '../../directory/types.ts';
import type { CalendarForm, CalendaringMethod, KeptMessage, Tier } from '../../mail/message.ts';
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
  return heldId(person, opened.headerFrom, kept.forms.length > 0 ? kept.forms : [opened.messageId]);
}

function heldId(person: Person, from: string, content: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([person.id, from, content]))
    .digest('base64url');
}

/** What people of the hub say to each other waits as what came by mail does. */
export function holdInternally(said: {
  readonly why: string;
  readonly method: CalendaringMethod;
  readonly person: Person;
  readonly from: string;
  readonly recipient: string;
  readonly summary: string;
  readonly ics: string;
  readonly at: number;
}): Write {
  const { why, method, person, from, recipient, summary, ics, at } = said;
  const form: CalendarForm = { kind: 'text/calendar', method, text: ics, truncated: false };
  const held = {
    ...{ id: heldId(person, from, [form]), personId: person.id, state: 'waiting' as const, at },
    ...{ tier: 'ownOrganisation' as const, why, from, summary, recipient, messageId: '', headers: [] },
    forms: [form],
  };
  return { type: 'hold', held };
}
