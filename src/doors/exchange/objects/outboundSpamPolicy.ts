/**
 * Outbound spam filter policies. One holds for everybody (Default); others hold for whom
 * their rule names. A connection file writes the one for everybody with names in it: that
 * is told, and changed, as a policy with a rule of its own.
 */
import { isDeepStrictEqual } from 'node:util';
import type { OutboundSpamFilterPolicyEntry, OutboundSpamFilterRuleEntry } from '../../../directory/entryForms.ts';
import type { OutboundSpamPolicy } from '../../../directory/types.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import type { Change, State } from '../cmdlets/cmdlet.ts';
import type { ParameterTable } from '../parameters/types.ts';
import { all, type Bag, type Family, type Found, find, guidOf, read } from './family.ts';

const modes = ['Automatic', 'On', 'Off'] as const;
const modeOf = (bag: Bag) => modes.find((each) => each === bag.AutoForwardingMode) ?? 'Automatic';

const defaults: Bag = {
  AutoForwardingMode: 'Automatic',
  AdminDisplayName: '',
  ActionWhenThresholdReached: 'BlockUserForToday',
  RecipientLimitExternalPerHour: 0,
  RecipientLimitInternalPerHour: 0,
  RecipientLimitPerDay: 0,
  BccSuspiciousOutboundMail: false,
  BccSuspiciousOutboundAdditionalRecipients: [],
  NotifyOutboundSpam: false,
  NotifyOutboundSpamRecipients: [],
};

export const scopedPolicy: Family<OutboundSpamFilterPolicyEntry> = {
  kind: 'outboundSpamFilterPolicy',
  noun: 'outbound spam filter policy',
  defaults,
  bagOf: ({ autoForwardingMode }) => ({ AutoForwardingMode: autoForwardingMode }),
  bodyOf: (_name, bag) => ({ autoForwardingMode: modeOf(bag) }),
  about: () => ({ IsDefault: false, Enabled: true }),
};

export const defaultPolicy: Family<OutboundSpamPolicy> = {
  kind: 'outboundSpamPolicy',
  noun: 'outbound spam filter policy',
  defaults,
  bagOf: ({ autoForwardingMode }) => ({ AutoForwardingMode: autoForwardingMode }),
  bodyOf: (_name, bag) => ({ autoForwardingMode: modeOf(bag), from: [] }),
  about: () => ({ Name: 'Default', Identity: 'Default', Id: 'Default', IsDefault: true, Enabled: true }),
};

const entryName = 'outboundSpamPolicy';
const fileName = 'connection.yaml';

export const policyParameters: ParameterTable = {
  ActionWhenThresholdReached: { values: ['Alert', 'BlockUserForToday', 'BlockUser'] },
  AdminDisplayName: 'string',
  AutoForwardingMode: { values: modes },
  BccSuspiciousOutboundAdditionalRecipients: 'elsewhere',
  BccSuspiciousOutboundMail: 'elsewhere',
  NotifyOutboundSpam: 'elsewhere',
  NotifyOutboundSpamRecipients: 'elsewhere',
  RecipientLimitExternalPerHour: 'elsewhere',
  RecipientLimitInternalPerHour: 'elsewhere',
  RecipientLimitPerDay: 'elsewhere',
};

export type AnyPolicy =
  | { readonly family: typeof defaultPolicy; readonly found: Found }
  | { readonly family: typeof scopedPolicy; readonly found: Found };

export function policies(state: State): AnyPolicy[] {
  return [
    { family: defaultPolicy, found: read(defaultPolicy, entryName, state) },
    ...all(scopedPolicy, state).map((found) => ({ family: scopedPolicy, found })),
  ];
}

export function findPolicy(identity: string, state: State): AnyPolicy {
  const wanted = identity.toLowerCase();
  if (wanted === 'default' || wanted === guidOf('outboundSpamPolicy', entryName, state)) {
    return { family: defaultPolicy, found: read(defaultPolicy, entryName, state) };
  }
  return { family: scopedPolicy, found: find(scopedPolicy, identity, state) };
}

/** The state with the connection file's policy as one with a rule, and what has to be written for that. */
export function unfolded(state: State): { readonly state: State; readonly writes: readonly ConfigurationEntry[] } {
  const kept = state.entries.body('outboundSpamPolicy', entryName) as OutboundSpamPolicy | undefined;
  if (kept === undefined || kept.from.length === 0) return { state, writes: [] };
  const rules = state.entries.ofKind('outboundSpamFilterRule');
  const there = rules.find(({ name }) => name === fileName)?.body as OutboundSpamFilterRuleEntry | undefined;
  const priority = there?.priority ?? rules.length;
  const writes: readonly ConfigurationEntry[] = [
    { kind: 'outboundSpamPolicy', name: entryName, body: { autoForwardingMode: 'Automatic', from: [] } },
    { kind: 'outboundSpamFilterPolicy', name: fileName, body: { autoForwardingMode: kept.autoForwardingMode } },
    {
      kind: 'outboundSpamFilterRule',
      name: fileName,
      body: {
        policy: fileName,
        ...{
          priority,
          enabled: true,
          from: kept.from,
          senderDomainIs: [],
          exceptIfFrom: [],
          exceptIfSenderDomainIs: [],
        },
      } satisfies OutboundSpamFilterRuleEntry,
    },
  ];
  return { state: { ...state, entries: state.entries.with(writes) }, writes };
}

/** A change decided on the unfolded state: what unfolding writes comes first, and only when something changes. */
export function onUnfolded(state: State, decide: (state: State) => Change): Change {
  const before = unfolded(state);
  const change = decide(before.state);
  if (change.writes.length === 0 || before.writes.length === 0) return change;
  const later = change.writes.filter(
    (entry) =>
      !before.writes.some(
        (each) => each.kind === entry.kind && each.name === entry.name && isDeepStrictEqual(each.body, entry.body),
      ),
  );
  return { ...change, writes: [...before.writes, ...later] };
}
