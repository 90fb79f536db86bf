import { createHash } from 'node:crypto';
import { type BodyPart, composeMessage } from '../../mail/compose.ts';
import type { KeptMessage } from '../../mail/message.ts';
import type { Job } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { Opened, Settled } from '../inbound/opened.ts';
import { onwardHeaders, passedJob } from './passOn.ts';

/** Fields that describe the body that was left behind. */
const bodyFields = new Set(['content-type', 'content-transfer-encoding', 'mime-version', 'content-disposition']);

/** Calendaring that a rule sends on: headers, text and calendar forms, attachments left out (disposition `keep`). */
export function redirectCalendaring(
  context: HubContext,
  opened: Opened,
  kept: KeptMessage,
  decision: Extract<Settled, { kind: 'calendaring' }>,
): Job[] {
  if (decision.onward.length === 0) return [];
  const headers = onwardHeaders(context, opened, decision.outcome.headers)
    .filter(({ name }) => !bodyFields.has(name.toLowerCase()))
    .map(({ name, value }) => [name, value] as const);
  const octets = composeMessage({ headers, body: bodyOf(context, kept) });
  const digest = createHash('sha256').update(JSON.stringify(kept)).digest('base64url');
  return decision.onward.map((onward) => ({
    ...passedJob(context, opened, onward, digest),
    message: { type: 'whole', octets },
  }));
}

function bodyOf(context: HubContext, kept: KeptMessage): BodyPart {
  const parts: BodyPart[] = [];
  if (kept.plain !== undefined) parts.push({ kind: 'text', type: 'text/plain', text: kept.plain });
  if (kept.html !== undefined) parts.push({ kind: 'text', type: 'text/html', text: kept.html });
  for (const form of kept.forms) {
    if (form.kind !== 'text/calendar' || form.text === undefined) continue;
    const parameters: Record<string, string> = form.method === undefined ? {} : { method: form.method };
    parts.push({ kind: 'text', type: 'text/calendar', text: form.text, parameters });
  }
  return { kind: 'multipart', subtype: 'alternative', boundary: `=_${context.random.uuid()}`, parts };
}
