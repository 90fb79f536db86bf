/**
 * Evaluates transport rules (Exchange's mail flow rules): by priority, conditions AND,
 * values OR, any exception cancels, actions in order. Rules are compiled once for the
 * list that the directory snapshot holds.
 */
import { deleteMessage } from './actions/deleteMessage.ts';
import { redirectMessageTo } from './actions/redirectMessageTo.ts';
import { rejectMessage } from './actions/rejectMessage.ts';
import { removeHeader } from './actions/removeHeader.ts';
import { routeMessageOutboundConnector } from './actions/routeMessageOutboundConnector.ts';
import { setHeader } from './actions/setHeader.ts';
import { from } from './predicates/from.ts';
import { fromScope } from './predicates/fromScope.ts';
import { headerContainsWords } from './predicates/headerContainsWords.ts';
import { headerMatchesPatterns } from './predicates/headerMatchesPatterns.ts';
import { messageTypeMatches } from './predicates/messageTypeMatches.ts';
import { recipientDomainIs } from './predicates/recipientDomainIs.ts';
import { senderDomainIs } from './predicates/senderDomainIs.ts';
import { senderIpRanges } from './predicates/senderIpRanges.ts';
import { sentToScope } from './predicates/sentToScope.ts';
import { subjectContainsWords } from './predicates/subjectContainsWords.ts';
import type { Action, MessageFacts, Predicate, RuleOutcome, TransportRule } from './types.ts';

type Test = (facts: MessageFacts) => boolean;
type Evaluate = (facts: MessageFacts) => RuleOutcome;

interface CompiledRule {
  readonly rule: TransportRule;
  readonly conditions: readonly Test[];
  readonly exceptions: readonly Test[];
}

const compiled = new WeakMap<readonly TransportRule[], Evaluate>();

/** The rules as one function of a message. The same list gives the same function. */
export function compileRules(rules: readonly TransportRule[]): Evaluate {
  const known = compiled.get(rules);
  if (known) return known;
  const ready = rules
    .filter((rule) => rule.state === 'Enabled')
    .toSorted((a, b) => a.priority - b.priority)
    .map(
      (rule): CompiledRule => ({
        rule,
        conditions: rule.conditions.map((predicate) => compilePredicate(predicate, rule)),
        exceptions: rule.exceptions.map((predicate) => compilePredicate(predicate, rule)),
      }),
    );
  const evaluate: Evaluate = (facts) => evaluateAll(ready, facts);
  compiled.set(rules, evaluate);
  return evaluate;
}

function evaluateAll(rules: readonly CompiledRule[], facts: MessageFacts): RuleOutcome {
  let outcome: RuleOutcome = { hits: [], headers: facts.headers, deleted: false, redirectTo: [] };
  for (const { rule, conditions, exceptions } of rules) {
    // Later rules see the headers as earlier ones left them.
    const seen = outcome.headers === facts.headers ? facts : { ...facts, headers: outcome.headers };
    if (!conditions.every((test) => test(seen)) || exceptions.some((test) => test(seen))) continue;
    outcome = { ...outcome, hits: [...outcome.hits, { rule: rule.name, mode: rule.mode }] };
    // Audit says what would have happened, and changes nothing: it does not stop others either.
    if (rule.mode === 'Audit') continue;
    outcome = rule.actions.reduce(applyAction, outcome);
    if (outcome.deleted || outcome.rejected || rule.stopRuleProcessing) break;
  }
  return outcome;
}

function compilePredicate(predicate: Predicate, rule: TransportRule): Test {
  switch (predicate.type) {
    case 'MessageTypeMatches':
      return messageTypeMatches(predicate, rule);
    case 'FromScope':
      return fromScope(predicate, rule);
    case 'SentToScope':
      return sentToScope(predicate, rule);
    case 'From':
      return from(predicate, rule);
    case 'SenderDomainIs':
      return senderDomainIs(predicate, rule);
    case 'RecipientDomainIs':
      return recipientDomainIs(predicate, rule);
    case 'HeaderContainsWords':
      return headerContainsWords(predicate, rule);
    case 'HeaderMatchesPatterns':
      return headerMatchesPatterns(predicate, rule);
    case 'SenderIpRanges':
      return senderIpRanges(predicate, rule);
    case 'SubjectContainsWords':
      return subjectContainsWords(predicate, rule);
  }
}

function applyAction(outcome: RuleOutcome, action: Action): RuleOutcome {
  switch (action.type) {
    case 'SetHeader':
      return setHeader(outcome, action);
    case 'RemoveHeader':
      return removeHeader(outcome, action);
    case 'DeleteMessage':
      return deleteMessage(outcome, action);
    case 'RejectMessage':
      return rejectMessage(outcome, action);
    case 'RouteMessageOutboundConnector':
      return routeMessageOutboundConnector(outcome, action);
    case 'RedirectMessageTo':
      return redirectMessageTo(outcome, action);
  }
}
