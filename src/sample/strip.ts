import { randomUUID } from 'node:crypto';
import { type BodyPart, composeMessage } from '../mail/compose.ts';
import type { KeptMessage } from '../mail/message.ts';
import { MessageScanner } from '../mail/scanner/scanner.ts';

/** What the guide has the home do with its copies: attachments go, every calendar form stays. */
export function stripAttachments(message: Buffer): Buffer {
  const kept = read(message);
  const bodyFields = /^(content-.*|mime-version)$/i;
  const headers = kept.headers
    .filter(({ name }) => !bodyFields.test(name))
    .map(({ name, value }) => [name, value] as const);
  return composeMessage({ headers, body: bodyOf(kept) });
}

/** Whether it answers an invitation. */
export function isAnswer(message: Buffer): boolean {
  return read(message).calendaring === 'REPLY';
}

function read(message: Buffer): KeptMessage {
  const scanner = new MessageScanner();
  scanner.keep('text');
  scanner.write(message);
  return scanner.end();
}

function bodyOf(kept: KeptMessage): BodyPart {
  const parts: BodyPart[] = [];
  if (kept.plain !== undefined) parts.push({ kind: 'text', type: 'text/plain', text: kept.plain });
  if (kept.html !== undefined) parts.push({ kind: 'text', type: 'text/html', text: kept.html });
  for (const { kind, text, method } of kept.forms) {
    if (kind !== 'text/calendar' || text === undefined) continue;
    const parameters: Record<string, string> = method === undefined ? {} : { method };
    parts.push({ kind: 'text', type: 'text/calendar', text, parameters });
  }
  return { kind: 'multipart', subtype: 'alternative', boundary: `=_${randomUUID()}`, parts };
}
