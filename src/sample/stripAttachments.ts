import { type BodyPart, composeMessage } from '../mail/compose.ts';
import type { CalendarForm, KeptMessage } from '../mail/message.ts';

/** Fields that describe a body which is built anew. */
const bodyFields = new Set(['content-type', 'content-transfer-encoding', 'mime-version', 'content-disposition']);

/** What Google's routing rule does with "remove attachments" and its exception for calendars: text and calendar forms stay. */
export function stripAttachments({ headers, plain, html, forms }: KeptMessage, boundary: string): Buffer {
  const parts: BodyPart[] = [];
  if (plain !== undefined) parts.push({ kind: 'text', type: 'text/plain', text: plain });
  if (html !== undefined) parts.push({ kind: 'text', type: 'text/html', text: html });
  parts.push(...forms.flatMap(partOf));
  if (parts.length === 0) parts.push({ kind: 'text', type: 'text/plain', text: '' });
  return composeMessage({
    headers: headers.filter(({ name }) => !bodyFields.has(name.toLowerCase())).map(({ name, value }) => [name, value]),
    body: { kind: 'multipart', subtype: 'alternative', boundary, parts },
  });
}

function partOf({ kind, text, bytes, method }: CalendarForm): BodyPart[] {
  if (kind === 'text/calendar' && text !== undefined) {
    const parameters: Record<string, string> = method === undefined ? {} : { method };
    return [{ kind: 'text', type: kind, text, parameters }];
  }
  const octets = bytes ?? (text === undefined ? undefined : Buffer.from(text, 'utf8'));
  const fileName = kind === 'application/ms-tnef' ? 'winmail.dat' : 'invite.ics';
  return octets === undefined ? [] : [{ kind: 'attachment', type: kind, fileName, octets }];
}
