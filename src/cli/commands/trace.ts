import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { askHub } from '../hubClient.ts';
import { findTarget, type TargetFlags } from '../target.ts';
import { reporting, type Terminal } from '../terminal.ts';
import { withHubOptions } from './hubOptions.ts';

const record = z.looseObject({
  at: z.number(),
  direction: z.string(),
  sender: z.string(),
  recipient: z.string(),
  decision: z.string(),
  effect: z.string(),
  messageId: z.string(),
});
const answerBody = z.object({ records: z.array(record) });

interface TraceFlags extends TargetFlags {
  readonly messageId?: string;
  readonly recipient?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** `passerelle trace [--message-id X] [--recipient A] [--limit N] [--json]`: newest first; as JSON, one object a line. */
export function traceCommand(terminal: Terminal): Command {
  return withHubOptions(new Command('trace'))
    .description('show what was decided about each message and each recipient, newest first')
    .option('--message-id <id>', 'only the message with this Message-ID')
    .option('--recipient <address>', 'only what was addressed to this address')
    .option('--limit <count>', 'at most so many records', count, 100)
    .option('--json', 'one JSON object a line')
    .action(
      reporting(terminal, async (flags: TraceFlags) => {
        const query = new URLSearchParams({ limit: String(flags.limit) });
        if (flags.messageId !== undefined) query.set('messageId', flags.messageId);
        if (flags.recipient !== undefined) query.set('recipient', flags.recipient);
        const answer = await askHub(findTarget(terminal.environment, flags), 'GET', `/api/v1/trace?${query}`);
        for (const found of answerBody.parse(answer).records) {
          terminal.print(`${flags.json ? JSON.stringify(found) : line(found)}\n`);
        }
      }),
    );
}

function line(found: z.infer<typeof record>): string {
  const time = new Date(found.at).toISOString();
  const way = `${found.sender || '<>'} > ${found.recipient}`;
  return `${time}  ${found.direction.padEnd(3)}  ${found.decision.padEnd(9)}  ${found.effect.padEnd(20)}  ${way}  ${found.messageId}`;
}

function count(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected a number from 1 to 999999.');
}
