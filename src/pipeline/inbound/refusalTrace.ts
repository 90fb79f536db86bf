import type { Connection } from '../../mail/envelope.ts';
import type { Refusal } from '../../mail/refusal.ts';
import type { HubContext } from '../context.ts';

const minute = 60_000;

/** Recipients that were refused before there was a message: each gets its trace record (law L6), within a rate that strangers can't exceed. */
export function createRefusalTrace(context: HubContext) {
  let since = 0;
  let noted = 0;
  return {
    note(connection: Connection, sender: string, recipient: string, { reply, status }: Refusal): void {
      const at = context.clock.now();
      if (at - since >= minute) {
        since = at;
        noted = 0;
      }
      noted += 1;
      if (noted > context.limits.refusalsTracedPerMinute) return;
      if (noted === context.limits.refusalsTracedPerMinute) {
        context.log.warn({ perMinute: noted }, 'more recipients are refused than the trace keeps');
      }
      context.trace.note([
        {
          id: context.trace.nextId(at),
          at,
          direction: 'in',
          messageId: '',
          sender,
          recipient,
          size: 0,
          peer: connection.remoteAddress,
          rules: [],
          decision: 'reject',
          effect: `${reply} ${status}`,
          milliseconds: 0,
        },
      ]);
    },
  };
}
