import type { TraceEntry } from '../../../src/doors/api/contract.ts';

/** Whether every word of the filter is somewhere in what the row shows. */
export function matchesFilter(record: TraceEntry, filter: string): boolean {
  const { sender, recipient, subject = '', decision, effect, messageId, rules, tier = '' } = record;
  const text = [sender, recipient, subject, decision, effect, messageId, tier, ...rules].join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
