import type { OutboundSpamFilterRuleEntry } from '../../../directory/entryForms.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import type { State } from '../cmdlets/cmdlet.ts';
import { invalidOperation, invalidValue } from '../frame/failure.ts';
import type { ParameterTable } from '../parameters/types.ts';
import { all, type Family, find, listIn, textIn } from './family.ts';
import { scopedPolicy } from './outboundSpamPolicy.ts';
import { addressOf } from './person.ts';

/** For whom a policy holds. */
export const outboundSpamRule: Family<OutboundSpamFilterRuleEntry> = {
  kind: 'outboundSpamFilterRule',
  noun: 'outbound spam filter rule',
  defaults: {
    HostedOutboundSpamFilterPolicy: null,
    Priority: 0,
    State: 'Enabled',
    Comments: null,
    From: [],
    SenderDomainIs: [],
    FromMemberOf: [],
    ExceptIfFrom: [],
    ExceptIfSenderDomainIs: [],
    ExceptIfFromMemberOf: [],
  },
  bagOf: (rule) => ({
    HostedOutboundSpamFilterPolicy: rule.policy,
    Priority: rule.priority,
    State: rule.enabled ? 'Enabled' : 'Disabled',
    From: rule.from,
    SenderDomainIs: rule.senderDomainIs,
    ExceptIfFrom: rule.exceptIfFrom,
    ExceptIfSenderDomainIs: rule.exceptIfSenderDomainIs,
  }),
  bodyOf(name, bag, state) {
    const { name: policy } = find(scopedPolicy, textIn(bag, 'HostedOutboundSpamFilterPolicy') ?? '', state);
    const other = all(outboundSpamRule, state).find(
      (each) => each.name !== name && each.bag.HostedOutboundSpamFilterPolicy === policy,
    );
    if (other) throw invalidOperation(`The policy '${policy}' is used by the rule '${other.name}' already.`);
    const from = listIn(bag, 'From');
    const senderDomainIs = listIn(bag, 'SenderDomainIs');
    if (from.length === 0 && senderDomainIs.length === 0) {
      throw invalidValue('The rule needs at least one condition: From or SenderDomainIs.');
    }
    return {
      policy,
      priority: typeof bag.Priority === 'number' ? bag.Priority : 0,
      enabled: bag.State !== 'Disabled',
      from: from.map((identity) => addressOf(identity, state)),
      senderDomainIs,
      exceptIfFrom: listIn(bag, 'ExceptIfFrom').map((identity) => addressOf(identity, state)),
      exceptIfSenderDomainIs: listIn(bag, 'ExceptIfSenderDomainIs'),
    };
  },
};

export const ruleParameters: ParameterTable = {
  HostedOutboundSpamFilterPolicy: 'string',
  Priority: 'integer',
  Comments: 'string',
  From: 'strings',
  SenderDomainIs: 'strings',
  ExceptIfFrom: 'strings',
  ExceptIfSenderDomainIs: 'strings',
  // There are no groups here.
  FromMemberOf: 'elsewhere',
  ExceptIfFromMemberOf: 'elsewhere',
};

/** The others in their order, counted from 0 again with `gap` left free. */
export function othersAround(state: State, name: string, gap: number | undefined): ConfigurationEntry[] {
  return state.entries
    .ofKind('outboundSpamFilterRule')
    .filter((entry) => entry.name !== name)
    .map((entry) => ({ entry, rule: entry.body as OutboundSpamFilterRuleEntry }))
    .sort((one, other) => one.rule.priority - other.rule.priority)
    .flatMap(({ entry, rule }, index) => {
      const priority = gap !== undefined && index >= gap ? index + 1 : index;
      return rule.priority === priority ? [] : [{ ...entry, body: { ...rule, priority } }];
    });
}

/** The writes with this priority in the rule's own entry. */
export function withPriority(writes: readonly ConfigurationEntry[], priority: number): ConfigurationEntry[] {
  return writes.map((entry) =>
    entry.kind === 'outboundSpamFilterRule' && entry.body !== undefined
      ? { ...entry, body: { ...(entry.body as object), priority } }
      : entry,
  );
}
