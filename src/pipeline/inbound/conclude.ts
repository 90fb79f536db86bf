/** The end of a message: its decision becomes one unit of work, and the answer waits for the commit (law L1). */

import { resolveRecipient } from '../../directory/recipients.ts';
import type { KeptMessage } from '../../mail/message.ts';
import type { RuleOutcome } from '../../rules/types.ts';
import type { Job, Write } from '../../store/contract.ts';
import { bookMessage } from '../booking/bookMessage.ts';
import { decideAndCommit, type HubContext } from '../context.ts';
import { passOn, stillToPass } from '../forwarding/passOn.ts';
import { redirectCalendaring } from '../forwarding/redirectCalendaring.ts';
import type { IncomingResult } from '../intake.ts';
import type { Opened, Recipient, Settled } from './opened.ts';
import { type Effect, recordsOf } from './records.ts';

export interface Concluding {
  readonly opened: Opened;
  readonly decision: Settled;
  readonly kept: KeptMessage;
  /** The whole message, when our own authentication check may need it. */
  readonly raw?: Buffer;
  /** Content that is in the store, encrypted, and the digest of what it was. */
  readonly passage?: { readonly contentId: string; readonly key: Buffer; readonly digest: string };
}

export async function conclude(context: HubContext, concluding: Concluding): Promise<IncomingResult> {
  const { opened, decision, kept } = concluding;
  switch (decision.kind) {
    case 'drop':
      context.trace.note(
        recordsOf(context, opened, kept.size, (recipient) => dropped(recipient, decision.effect), decision.outcome),
      );
      return accepted(opened);
    case 'reject': {
      const { refusal, outcome } = decision;
      const effect = `${refusal.reply} ${refusal.status}`;
      context.trace.note(recordsOf(context, opened, kept.size, () => ({ decision: 'reject', effect }), outcome));
      return { outcome: refusal };
    }
    case 'pass': {
      const { passage } = concluding;
      if (!passage) throw new Error('a passed message has no content');
      const all = passOn(context, opened, decision, passage);
      return decideAndCommit(context, async () => {
        const jobs = await stillToPass(context, all);
        const effect = jobs.length > 0 ? `passed to ${described(jobs)}` : 'passed before';
        const records = recordsOf(context, opened, kept.size, () => ({ decision: 'pass', effect }), decision.outcome);
        // Octets that no job needs are taken back with the decision.
        const writes: Write[] =
          jobs.length > 0 ? enqueued(jobs) : [{ type: 'dropContent', contentId: passage.contentId }];
        return { writes, records, result: accepted(opened) };
      });
    }
    case 'calendaring':
      return decideAndCommit(context, async () => {
        const redirected = redirectedTo(opened, decision.outcome);
        const booked = await bookMessage(
          context,
          { ...opened, recipients: redirected ?? opened.recipients },
          kept,
          decision.outcome,
          concluding.raw,
        );
        const onward = await stillToPass(context, redirectCalendaring(context, opened, kept, decision));
        const records = recordsOf(
          context,
          { ...opened, recipients: [...opened.recipients, ...(redirected ?? [])] },
          kept.size,
          (recipient) =>
            redirected && !redirected.includes(recipient)
              ? { decision: 'pass', effect: `redirected to ${decision.outcome.redirectTo.join(', ')}` }
              : booked.effect(recipient),
          decision.outcome,
        );
        return {
          writes: [...booked.writes, ...enqueued(onward)],
          records: [...records, ...booked.records],
          result: accepted(opened),
        };
      });
  }
}

function enqueued(jobs: readonly Job[]): Write[] {
  return jobs.map((job) => ({ type: 'enqueue', job }));
}

function described(jobs: readonly Job[]): string {
  return jobs.map(({ recipient, connector }) => `${recipient} by ${connector}`).join(', ');
}

function dropped({ resolved }: Recipient, effect: string): Effect {
  const unknown = resolved.kind === 'unknown' || resolved.kind === 'foreign';
  return { decision: 'drop', effect: unknown ? 'no such person' : effect };
}

/** The people here to whom a rule sends it in place of its recipients; undefined without such a rule. */
function redirectedTo({ directory }: Opened, { redirectTo }: RuleOutcome): Recipient[] | undefined {
  if (redirectTo.length === 0) return undefined;
  return redirectTo
    .map((address) => ({ address, resolved: resolveRecipient(directory, address) }))
    .filter(({ resolved }) => resolved.kind === 'person');
}

function accepted(opened: Opened): IncomingResult {
  const outcome = { kind: 'accepted', text: `OK ${opened.envelope.connection.id}` } as const;
  return { outcome, perRecipient: opened.envelope.recipients.map(() => outcome) };
}
