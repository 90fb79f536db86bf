import { z } from 'zod';
import { oneLine } from './fields.ts';
import { actionForms, predicateForms } from './forms.ts';
import type { TransportRule } from './types.ts';

const predicate = z.discriminatedUnion('type', [
  predicateForms.MessageTypeMatches.schema,
  predicateForms.FromScope.schema,
  predicateForms.SentToScope.schema,
  predicateForms.From.schema,
  predicateForms.SenderDomainIs.schema,
  predicateForms.RecipientDomainIs.schema,
  predicateForms.HeaderContainsWords.schema,
  predicateForms.HeaderMatchesPatterns.schema,
  predicateForms.SenderIpRanges.schema,
  predicateForms.SubjectContainsWords.schema,
]);

const action = z.discriminatedUnion('type', [
  actionForms.SetHeader.schema,
  actionForms.RemoveHeader.schema,
  actionForms.DeleteMessage.schema,
  actionForms.RejectMessage.schema,
  actionForms.RouteMessageOutboundConnector.schema,
  actionForms.RedirectMessageTo.schema,
]);

const transportRule: z.ZodType<TransportRule> = z
  .strictObject({
    name: oneLine.min(1).max(64),
    priority: z.int().min(0),
    state: z.enum(['Enabled', 'Disabled']),
    mode: z.enum(['Enforce', 'Audit']),
    senderAddressLocation: z.enum(['Header', 'Envelope', 'HeaderOrEnvelope']),
    conditions: z.array(predicate),
    exceptions: z.array(predicate),
    actions: z.array(action),
    stopRuleProcessing: z.boolean(),
    comments: z.string().max(1024).optional(),
  })
  .refine((rule) => rule.actions.length > 0 || rule.stopRuleProcessing, {
    path: ['actions'],
    error: 'expected at least one action, or stopRuleProcessing',
  });

export interface RuleProblem {
  /** Whose rule and which field, e.g. `transport rule 'Direct to Calendar': conditions.0.patterns.1`. */
  readonly where: string;
  readonly message: string;
}

export type ValidatedRule =
  | { readonly kind: 'rule'; readonly rule: TransportRule }
  | { readonly kind: 'problems'; readonly problems: readonly RuleProblem[] };

/** A rule from outside: whole and safe to compile, or everything that is wrong with it. `where` names it in the problems. */
export function validateRule(input: unknown, where: string): ValidatedRule {
  const parsed = transportRule.safeParse(input);
  if (parsed.success) return { kind: 'rule', rule: parsed.data };
  return {
    kind: 'problems',
    problems: parsed.error.issues.map(({ path, message }) => ({
      where: path.length === 0 ? where : `${where}: ${path.join('.')}`,
      message,
    })),
  };
}
