import type { ConfigurationEntry } from '../../../store/contract.ts';
import { all, create } from '../objects/family.ts';
import { transportRuleParameters } from '../objects/rule/parameters.ts';
import { place, transportRule } from '../objects/transportRule.ts';
import type { Cmdlet } from './cmdlet.ts';

export const newTransportRule: Cmdlet = {
  kind: 'changing',
  name: 'New-TransportRule',
  parameters: { ...transportRuleParameters, Enabled: 'boolean' },
  required: ['Name'],
  decide(given, state) {
    const name = given.text('Name') ?? '';
    const change = create(transportRule, name, given, state);
    const { priority, others } = place(state, name, given.integer('Priority') ?? all(transportRule, state).length);
    const own = change.writes.map((entry): ConfigurationEntry => {
      if (entry.kind !== 'transportRule') return entry;
      const disabled = given.flag('Enabled') === false ? { state: 'Disabled' } : {};
      return { ...entry, body: { ...(entry.body as object), priority, ...disabled } };
    });
    return { ...change, writes: [...others, ...own] };
  },
};
