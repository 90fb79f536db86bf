/** The shapes of `/connection`: what the engine plans, does, reads and finds, as the API and the command line tell it. */
import { z } from 'zod';

const text = (longest: number) => z.string().max(longest);

export const stepState = z.enum(['done', 'todo', 'manual', 'pending', 'propagating', 'drifted', 'blocked']);
const record = z.object({ name: z.string(), type: z.string(), value: z.string() });
export const planResource = z.object({
  key: z.string(),
  title: z.string(),
  state: stepState,
  phase: z.string(),
  why: z.string(),
  reversible: z.boolean(),
  /** Addresses of people concerned. */
  touches: z.array(z.string()),
  /** What is there, and what will be; absent: nothing. */
  is: z.unknown().optional(),
  willBe: z.unknown().optional(),
  detail: z.array(z.string()),
  permission: z.string().optional(),
  /** The call as it will be made. */
  call: z.string().optional(),
  manual: z
    .object({
      page: z.string(),
      values: z.array(z.object({ name: z.string(), value: z.string() })),
      provedBy: z.enum(['reading', 'probe', 'attestation']).optional(),
    })
    .optional(),
  publish: z.array(record).optional(),
});
export const planStep = z.object({
  id: z.string(),
  title: z.string(),
  state: stepState,
  /** Whether undo brings back what was there. */
  reversible: z.boolean(),
  why: z.string(),
  touches: z.array(z.string()),
  detail: z.array(z.string()),
  resources: z.array(planResource),
});
export const planned = z.object({ steps: z.array(planStep) });
export const applied = z.object({ change: z.number(), steps: z.array(planStep) });
export const undone = z.object({
  /** Whether nothing is left of the connection. */
  complete: z.boolean(),
  resources: z.array(z.object({ key: z.string(), title: z.string(), state: z.string(), detail: z.array(z.string()) })),
});
export const inspected = z.object({ resources: z.array(z.looseObject({ key: z.string(), kind: z.string() })) });
export const exportQuery = z.object({ as: z.enum(['powershell', 'zone', 'google', 'checklist', 'markdown']) });
export const exported = z.object({ text: z.string() });
export const finding = z.object({
  id: z.string(),
  title: z.string(),
  /** What was read. */
  evidence: z.array(z.string()),
  consequence: z.string(),
  /** Steps of the plan that put it right. */
  repairedBy: z.array(z.string()),
  /** What puts it right where others made it. */
  call: z.string().optional(),
  /** A step that weakens: why it is not taken. */
  refused: z.string().optional(),
});
export const linted = z.object({
  findings: z.array(finding),
  /** What could not be looked at. */
  unread: z.array(z.string()),
  steps: z.array(planStep),
});
export const attestation = z.object({ step: text(200).min(1) });
export const attested = z.object({ titles: z.array(z.string()) });
const several = (longest: number) =>
  z.preprocess(
    (value) => (value === undefined ? undefined : [value].flat()),
    z.array(text(longest)).max(1000).optional(),
  );
export const undoQuery = z.object({ only: several(320) });
export const connectionQuery = z.object({
  /** Only these people. */
  only: several(320),
  /** Keys of what others made, that may be changed. */
  adopt: several(500),
  yesMany: z.stringbool().optional(),
});
