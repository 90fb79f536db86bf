import { type BodyPart, composeMessage } from '../../mail/compose.ts';
import type { KeptMessage } from '../../mail/message.ts';
import type { Write } from '../../store/contract.ts';
import type { HubContext } from '../context.ts';
import type { Decision, Opened } from '../inbound/opened.ts';
import { onwardHeaders, passedJob } from './passOn.ts';

/** Fields that describe the body that was left behind. */
const bodyFields = new Set(['content-type', 'content-transfer-encoding', 'mime-version', 'content-disposition']);

/** Calendaring that a rule sends on: headers, text and calendar forms, attachments left out (disposition `keep`). */
export function redirectCalendaring(
  context: HubContext,
  opened: Opened,
  kept: KeptMessage,
  decision: Extract<Decision, { kind: 'calendaring' }>,
): Write[] {
  if (decision.onward.length === 0) return [];
  const headers = onwardHeaders(context, opened, decision.outcome.headers)
    .filter(({ name }) => !bodyFields.has(name.toLowerCase()))
    .map(({ name, value }) => [name, value] as const);
  const octets = composeMessage({ headers, body: bodyOf(context, kept) });
  return decision.onward.map((onward) => ({
    type: 'enqueue',
    job: { ...passedJob(context, opened, onward), message: { type: 'whole', octets } },
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
