import type { TransportRule } from '../../../rules/types.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import type { State } from '../cmdlets/cmdlet.ts';
import { type Family, flagIn, textIn } from './family.ts';
import { actionDefaults, actionsOf, bagOfActions } from './rule/actions.ts';
import { bagOfPredicates, predicateDefaults, predicatesOf } from './rule/predicates.ts';

const locations = ['Header', 'Envelope', 'HeaderOrEnvelope'] as const;

/** A rule as parameters. Its priority is a place among others, and its state has cmdlets of its own: see `place`. */
export const transportRule: Family<TransportRule> = {
  kind: 'transportRule',
  noun: 'transport rule',
  defaults: {
    State: 'Enabled',
    Mode: 'Enforce',
    Priority: 0,
    Comments: null,
    SenderAddressLocation: 'Header',
    StopRuleProcessing: false,
    RuleErrorAction: 'Ignore',
    RuleSubType: 'None',
    RecipientAddressType: 'Resolved',
    SetAuditSeverity: null,
    UseLegacyRegex: false,
    ...predicateDefaults(''),
    ...predicateDefaults('ExceptIf'),
    ...actionDefaults,
  },
  bagOf: (rule) => ({
    State: rule.state,
    Mode: rule.mode,
    Priority: rule.priority,
    Comments: rule.comments ?? null,
    SenderAddressLocation: rule.senderAddressLocation,
    StopRuleProcessing: rule.stopRuleProcessing,
    ...bagOfPredicates('', rule.conditions),
    ...bagOfPredicates('ExceptIf', rule.exceptions),
    ...bagOfActions(rule.actions),
  }),
  bodyOf(name, bag, state) {
    const comments = textIn(bag, 'Comments');
    return {
      name,
      priority: typeof bag.Priority === 'number' ? bag.Priority : 0,
      state: bag.State === 'Disabled' ? 'Disabled' : 'Enabled',
      mode: bag.Mode === 'Audit' ? 'Audit' : 'Enforce',
      senderAddressLocation: locations.find((each) => each === bag.SenderAddressLocation) ?? 'Header',
      conditions: predicatesOf('', bag, state),
      exceptions: predicatesOf('ExceptIf', bag, state),
      actions: actionsOf(bag, state),
      stopRuleProcessing: flagIn(bag, 'StopRuleProcessing'),
      ...(comments === undefined ? {} : { comments }),
    };
  },
  about({ name }, { entries }) {
    const rule = entries.body('transportRule', name) as TransportRule;
    const room = 'Microsoft.Exchange.MessagingPolicies.Rules.Tasks';
    return {
      Conditions: rule.conditions.map(({ type }) => `${room}.${type}Predicate`),
      Exceptions: rule.exceptions.map(({ type }) => `${room}.${type}Predicate`),
      Actions: rule.actions.map(({ type }) => `${room}.${type}Action`),
      ManuallyModified: false,
      RuleVersion: '14.0.0.0',
    };
  },
};

/**
 * The rule at `priority` (undefined: last) among the others, which keep their order and count from 0 again.
 * Only what changes is written.
 */
export function place(
  state: State,
  name: string,
  priority: number | undefined,
): { readonly priority: number; readonly others: ConfigurationEntry[] } {
  const others = state.directory.transportRules.filter((rule) => rule.name !== name);
  const at = Math.min(priority ?? others.length, others.length);
  return { priority: at, others: renumbered(others, at) };
}

/** The rules that are left once this one is gone. */
export function closed(state: State, name: string): ConfigurationEntry[] {
  return renumbered(
    state.directory.transportRules.filter((rule) => rule.name !== name),
    undefined,
  );
}

/** `gap`: the place that stays free. */
function renumbered(rules: readonly TransportRule[], gap: number | undefined): ConfigurationEntry[] {
  return rules.flatMap((rule, index) => {
    const priority = gap !== undefined && index >= gap ? index + 1 : index;
    if (rule.priority === priority) return [];
    return [{ kind: 'transportRule' as const, name: rule.name, body: { ...rule, priority } }];
  });
}
