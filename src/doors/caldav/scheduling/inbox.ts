/** The scheduling inbox (rfc6638#2.2): copies of what came in, for programs that show what changed and why. */
import { createHash } from 'node:crypto';
import type { InboxMessage } from '../../../store/contract.ts';
import type { DavRequest } from '../exchange.ts';

/** A copy never changes: its name says which it is. */
export function messageTag({ name, at }: Pick<InboxMessage, 'name' | 'at'>): string {
  return `"${at.toString(36)}-${createHash('sha256').update(name).digest('base64url').slice(0, 12)}"`;
}

/** Another one whenever a copy comes or goes. */
export function inboxTag(messages: readonly Pick<InboxMessage, 'name'>[]): string {
  const names = messages.map(({ name }) => name).join('\n');
  return `urn:passerelle:inbox:${createHash('sha256').update(names).digest('base64url').slice(0, 16)}`;
}

/** All of a person's copies with their texts; few, since an inbox keeps a bounded number. */
export async function inboxTexts({ store, owner }: DavRequest): Promise<InboxMessage[]> {
  const found: InboxMessage[] = [];
  for (const { name } of await store.reads.inbox(owner.id)) {
    const message = await store.reads.inboxMessage(owner.id, name);
    if (message) found.push(message);
  }
  return found;
}
