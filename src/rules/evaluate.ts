/**
 * Transport rules: an ordered list that looks at a message and says what becomes of it.
 * In a rule conditions AND, values of one condition OR, any exception cancels, actions
 * AND; a rule without conditions is for every message (facts of New-TransportRule).
 */
import type { ActionOf, Answer, Draft, PredicateOf, Test } from './form.ts';
import { actionForms, predicateForms } from './forms.ts';
import type { Action, MessageFacts, Predicate, RuleOutcome, TransportRule } from './types.ts';

/** Rules ready to run. Throws (a fault) when the outcome depends on `calendaring` and that is undefined. */
export type CompiledRules = (facts: MessageFacts) => RuleOutcome;

const compiled = new WeakMap<readonly TransportRule[], CompiledRules>();

/** Compiled once for each array of rules, which is never changed in place: a directory snapshot is replaced whole. */
export function compileRules(rules: readonly TransportRule[]): CompiledRules {
  const known = compiled.get(rules);
  if (known) return known;
  const ready = inOrder(rules).map(compileRule);
  const run: CompiledRules = (facts) => runRules(ready, facts);
  compiled.set(rules, run);
  return run;
}

export function evaluateRules(rules: readonly TransportRule[], facts: MessageFacts): RuleOutcome {
  return compileRules(rules)(facts);
}

/** Whether any rule that is enabled looks at what only the body shows: without one, headers are enough to decide. */
export function mayDependOnBody(rules: readonly TransportRule[]): boolean {
  return inOrder(rules).some(({ conditions, exceptions }) =>
    [...conditions, ...exceptions].some((predicate) => needsBody(predicate.type, predicate)),
  );
}

function needsBody<Type extends Predicate['type']>(type: Type, predicate: PredicateOf<Type>): boolean {
  return predicateForms[type].needsBody?.(predicate) ?? false;
}

function inOrder(rules: readonly TransportRule[]): TransportRule[] {
  return rules.filter(({ state }) => state === 'Enabled').sort((one, other) => one.priority - other.priority);
}

interface ReadyRule {
  readonly hit: { readonly rule: string; readonly mode: TransportRule['mode'] };
  readonly matches: Test;
  readonly actions: readonly ((draft: Draft) => void)[];
  /** No later rule is looked at after this one matched. */
  readonly ends: boolean;
}

function compileRule(rule: TransportRule): ReadyRule {
  const conditions = rule.conditions.map((predicate) => compilePredicate(predicate.type, predicate, rule));
  const exceptions = rule.exceptions.map((predicate) => compilePredicate(predicate.type, predicate, rule));
  // An audit rule is evaluated and recorded; it neither acts nor stops.
  const enforced = rule.mode === 'Enforce';
  return {
    hit: { rule: rule.name, mode: rule.mode },
    matches: (facts) => and(all(conditions, facts), not(any(exceptions, facts))),
    actions: enforced ? rule.actions.map((action) => compileAction(action.type, action)) : [],
    ends: enforced && (rule.stopRuleProcessing || rule.actions.some((action) => actionForms[action.type].ends)),
  };
}

function compilePredicate<Type extends Predicate['type']>(
  type: Type,
  predicate: PredicateOf<Type>,
  rule: TransportRule,
): Test {
  return predicateForms[type].compile(predicate, rule);
}

function compileAction<Type extends Action['type']>(type: Type, action: ActionOf<Type>): (draft: Draft) => void {
  return actionForms[type].compile(action);
}

function runRules(rules: readonly ReadyRule[], facts: MessageFacts): RuleOutcome {
  const hits: ReadyRule['hit'][] = [];
  const draft: Draft = { headers: facts.headers, subject: facts.subject, deleted: false, redirectTo: [] };
  let seen = facts;
  for (const { hit, matches, actions, ends } of rules) {
    const answer = matches(seen);
    if (answer === undefined) throw new Error(`rule '${hit.rule}' was asked before the body had shown calendaring`);
    if (!answer) continue;
    hits.push(hit);
    for (const take of actions) take(draft);
    if (ends) break;
    // Later rules see what earlier ones made of the headers.
    if (draft.headers !== seen.headers) seen = { ...facts, headers: draft.headers, subject: draft.subject };
  }
  const { headers, deleted, rejected, redirectTo, connector } = draft;
  return {
    hits,
    headers,
    deleted,
    ...(rejected === undefined ? {} : { rejected }),
    redirectTo,
    ...(connector === undefined ? {} : { connector }),
  };
}

function all(tests: readonly Test[], facts: MessageFacts): Answer {
  let answer: Answer = true;
  for (const test of tests) {
    const one = test(facts);
    if (one === false) return false;
    if (one === undefined) answer = undefined;
  }
  return answer;
}

function any(tests: readonly Test[], facts: MessageFacts): Answer {
  let answer: Answer = false;
  for (const test of tests) {
    const one = test(facts);
    if (one === true) return true;
    if (one === undefined) answer = undefined;
  }
  return answer;
}

function and(one: Answer, other: Answer): Answer {
  if (one === false || other === false) return false;
  return one === undefined || other === undefined ? undefined : true;
}

function not(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}
