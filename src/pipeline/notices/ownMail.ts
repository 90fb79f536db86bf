import { isTurnedOff } from '../../directory/notices.ts';
import type { Person } from '../../directory/types.ts';
import type { Header } from '../../mail/message.ts';
import type { HubContext } from '../context.ts';
import { hasRoom } from './give.ts';
import { isTriagedAway, kindOfOutgoing } from './kind.ts';

/** A copy that a hub mailbox may keep of what the hub sends. */
export interface OwnMail {
  readonly person: Person;
  readonly message: Parameters<typeof kindOfOutgoing>[0];
  readonly ruleHeaders: readonly Header[];
}

/**
 * Whether the hub mailbox of a person keeps what the hub itself sends her: it is her notice of it.
 * What goes to her home goes there whatever this says.
 */
export async function keepsOwnMail(
  context: HubContext,
  { person, message, ruleHeaders }: OwnMail,
): Promise<'keep' | 'turned off' | 'hub mailbox full'> {
  const kind = kindOfOutgoing(message);
  const chosen = (await context.store.reads.noticeChoices(person.id)).get(person.id);
  if (isTurnedOff(person, chosen, kind) || isTriagedAway(kind, ruleHeaders)) return 'turned off';
  return (await hasRoom(context, person, 0)) ? 'keep' : 'hub mailbox full';
}
