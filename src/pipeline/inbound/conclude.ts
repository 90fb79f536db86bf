/** The end of a message: its decision becomes one unit of work, and the answer waits for the commit (law L1). */
import type { KeptMessage } from '../../mail/message.ts';
import { bookMessage } from '../booking/bookMessage.ts';
import { decideAndCommit, type HubContext } from '../context.ts';
import { passOn } from '../forwarding/passOn.ts';
import { redirectCalendaring } from '../forwarding/redirectCalendaring.ts';
import type { IncomingResult } from '../intake.ts';
import type { Decision, Opened } from './opened.ts';
import type { Passage } from './passage.ts';
import { type Effect, recordsOf } from './records.ts';

export interface Concluding {
  readonly opened: Opened;
  readonly decision: Decision;
  readonly kept: KeptMessage;
  /** The whole message, when our own authentication check may need it. */
  readonly raw?: Buffer;
  readonly passage?: Passage;
}

export async function conclude(context: HubContext, concluding: Concluding): Promise<IncomingResult> {
  const { opened, decision, kept } = concluding;
  switch (decision.kind) {
    case 'drop':
      context.trace.note(recordsOf(context, opened, kept.size, () => dropped(decision.effect), decision.outcome));
      return accepted(opened);
    case 'reject': {
      const { refusal, outcome } = decision;
      const effect = `${refusal.reply} ${refusal.status}`;
      context.trace.note(recordsOf(context, opened, kept.size, () => ({ decision: 'reject', effect }), outcome));
      return { outcome: refusal };
    }
    case 'pass': {
      if (!concluding.passage) throw new Error('a passed message has no content');
      const { writes, effects } = passOn(context, opened, decision, concluding.passage);
      const records = recordsOf(context, opened, kept.size, (_recipient, index) => effects(index), decision.outcome);
      return decideAndCommit(context, async () => ({ writes, records, result: accepted(opened) }));
    }
    case 'calendaring':
      return decideAndCommit(context, async () => {
        const booked = await bookMessage(context, opened, kept, decision.outcome, concluding.raw);
        const onward = redirectCalendaring(context, opened, kept, decision);
        const records = recordsOf(
          context,
          opened,
          kept.size,
          (recipient) => booked.effect(recipient),
          decision.outcome,
        );
        return {
          writes: [...booked.writes, ...onward],
          records: [...records, ...booked.records],
          result: accepted(opened),
        };
      });
    case 'undecided':
      throw new Error('a message ended undecided');
  }
}

function dropped(effect: string): Effect {
  return { decision: 'drop', effect };
}

function accepted(opened: Opened): IncomingResult {
  const outcome = { kind: 'accepted', text: `OK ${opened.envelope.connection.id}` } as const;
  return { outcome, perRecipient: opened.envelope.recipients.map(() => outcome) };
}
