import { addressDomain } from '../mail/address.ts';
import { outboundSpamFilterPolicyForm, outboundSpamFilterRuleForm } from './entryForms.ts';
import { type Entry, read } from './readEntry.ts';
import { addressesOf } from './recipients.ts';
import type { Directory, OutboundSpamFilterRule, OutboundSpamPolicy, Person } from './types.ts';

/** Enabled rules with the mode of their policy, in order of priority. A rule whose policy is gone says nothing. */
export function outboundSpamFilterRules(entries: readonly Entry[]): OutboundSpamFilterRule[] {
  const modes = new Map(
    entries
      .filter(({ kind }) => kind === 'outboundSpamFilterPolicy')
      .map((entry) => [entry.name, read(entry, outboundSpamFilterPolicyForm).autoForwardingMode]),
  );
  return entries
    .filter(({ kind }) => kind === 'outboundSpamFilterRule')
    .map((entry) => ({ name: entry.name, rule: read(entry, outboundSpamFilterRuleForm) }))
    .filter(({ rule }) => rule.enabled)
    .sort((one, other) => one.rule.priority - other.rule.priority)
    .flatMap(({ name, rule }) => {
      const autoForwardingMode = modes.get(rule.policy);
      if (autoForwardingMode === undefined) return [];
      const { from, senderDomainIs, exceptIfFrom, exceptIfSenderDomainIs } = rule;
      return [{ name, autoForwardingMode, from, senderDomainIs, exceptIfFrom, exceptIfSenderDomainIs }];
    });
}

/** The mode that holds for a person: of the first rule that is about her, else of the policy for everybody. */
export function autoForwardingModeFor(directory: Directory, person: Person): OutboundSpamPolicy['autoForwardingMode'] {
  const own = addressesOf(person);
  const rule = directory.outboundSpamFilterRules?.find((each) => isAbout(each, own));
  if (rule) return rule.autoForwardingMode;
  const { autoForwardingMode, from } = directory.outboundSpamPolicy;
  if (from.length === 0 || names(from, own)) return autoForwardingMode;
  return 'Automatic';
}

/** Every kind of condition that is there has to match; any exception takes her out. */
function isAbout(rule: OutboundSpamFilterRule, own: readonly string[]): boolean {
  if (names(rule.exceptIfFrom, own) || serves(rule.exceptIfSenderDomainIs, own)) return false;
  if (rule.from.length === 0 && rule.senderDomainIs.length === 0) return false;
  if (rule.from.length > 0 && !names(rule.from, own)) return false;
  return rule.senderDomainIs.length === 0 || serves(rule.senderDomainIs, own);
}

function names(listed: readonly string[], own: readonly string[]): boolean {
  return listed.some((address) => own.includes(address.toLowerCase()));
}

/** She sends as her primary address. */
function serves(domains: readonly string[], [primary = '']: readonly string[]): boolean {
  const domain = addressDomain(primary);
  return domains.some((each) => domain === each.toLowerCase() || domain.endsWith(`.${each.toLowerCase()}`));
}
