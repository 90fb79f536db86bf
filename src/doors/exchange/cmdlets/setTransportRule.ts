import type { ConfigurationEntry } from '../../../store/contract.ts';
import { alter, find } from '../objects/family.ts';
import { transportRuleParameters } from '../objects/rule/parameters.ts';
import { place, transportRule } from '../objects/transportRule.ts';
import type { Cmdlet } from './cmdlet.ts';

/** Whether a rule is on is not a parameter of it: Enable- and Disable-TransportRule say. */
export const setTransportRule: Cmdlet = {
  kind: 'changing',
  name: 'Set-TransportRule',
  parameters: { Identity: 'string', ...transportRuleParameters },
  required: ['Identity'],
  decide(given, state) {
    const found = find(transportRule, given.text('Identity') ?? '', state);
    const change = alter(transportRule, found, given, state);
    const wanted = given.integer('Priority');
    if (wanted === undefined || change.writes.length === 0) return change;
    const { priority, others } = place(state, found.name, wanted);
    const own = change.writes.map(
      (entry): ConfigurationEntry =>
        entry.kind === 'transportRule' && entry.body !== undefined
          ? { ...entry, body: { ...(entry.body as object), priority } }
          : entry,
    );
    return { ...change, writes: [...others, ...own] };
  },
};
