import { z } from 'zod';
import { compilePattern } from './pattern.ts';

const scope = z.enum(['InOrganization', 'NotInOrganization']);
const values = z.array(z.string().min(1)).min(1);
const pattern = z
  .string()
  .min(1)
  .superRefine((text, check) => {
    const compiled = compilePattern(text);
    if (compiled.kind === 'problem') check.addIssue({ code: 'custom', message: compiled.message });
  });

const predicate = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('MessageTypeMatches'),
    value: z.enum(['Calendaring', 'OOF', 'AutoForward', 'ReadReceipt']),
  }),
  z.object({ type: z.literal('FromScope'), value: scope }),
  z.object({ type: z.literal('SentToScope'), value: scope }),
  z.object({ type: z.literal('From'), values }),
  z.object({ type: z.literal('SenderDomainIs'), values }),
  z.object({ type: z.literal('RecipientDomainIs'), values }),
  z.object({ type: z.literal('HeaderContainsWords'), header: z.string().min(1), words: values }),
  z.object({
    type: z.literal('HeaderMatchesPatterns'),
    header: z.string().min(1),
    patterns: z.array(pattern).min(1),
  }),
  z.object({ type: z.literal('SenderIpRanges'), values }),
  z.object({ type: z.literal('SubjectContainsWords'), words: values }),
]);

const headerName = z.string().regex(/^[!-9;-~]{1,64}$/, 'a header name has visible ASCII characters and no colon');

const action = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('SetHeader'),
    name: headerName,
    value: z.string().regex(/^[^\r\n]*$/, 'a header value is one line'),
  }),
  z.object({ type: z.literal('RemoveHeader'), name: headerName }),
  z.object({ type: z.literal('DeleteMessage') }),
  z.object({
    type: z.literal('RejectMessage'),
    reasonText: z.string().min(1).max(1024),
    enhancedStatusCode: z.string().regex(/^5\.7\.(1|9\d\d)$/, 'expected 5.7.1 or 5.7.900 to 5.7.999'),
  }),
  z.object({ type: z.literal('RouteMessageOutboundConnector'), connector: z.string().min(1) }),
  z.object({ type: z.literal('RedirectMessageTo'), addresses: values }),
]);

/** A transport rule as it may be configured: the shapes and bounds of New-TransportRule. */
export const ruleSchema = z.object({
  name: z.string().min(1).max(64),
  priority: z.int().min(0),
  state: z.enum(['Enabled', 'Disabled']),
  mode: z.enum(['Enforce', 'Audit']),
  senderAddressLocation: z.enum(['Header', 'Envelope', 'HeaderOrEnvelope']),
  conditions: z.array(predicate),
  exceptions: z.array(predicate),
  actions: z.array(action),
  stopRuleProcessing: z.boolean(),
  comments: z.string().max(1024).exactOptional(),
});
