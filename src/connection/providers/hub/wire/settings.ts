import type { Json } from '../../../provider.ts';
import { HubError } from './hubError.ts';
import { codeOf, messageOf, type Session, settingsScope } from './session.ts';

export interface Setting {
  readonly value: Json;
  readonly etag: string | undefined;
}

/** A resource of the built-in hub that Microsoft has no wire for. */
export async function readSetting(session: Session, kind: string): Promise<Setting> {
  const answer = await session.ask({ method: 'GET', url: addressOf(session, kind), scope: settingsScope });
  if (answer.status !== 200) throw failed(answer.status, answer.body, kind);
  return { value: answer.body as Json, etag: answer.etag };
}

/** Replaces it, if nobody else did since it was read. */
export async function writeSetting(session: Session, kind: string, value: Json, etag?: string): Promise<void> {
  const answer = await session.ask({
    method: 'PUT',
    url: addressOf(session, kind),
    scope: settingsScope,
    ...(etag === undefined ? {} : { headers: { 'if-match': etag } }),
    body: value,
  });
  if (answer.status < 200 || answer.status >= 300) throw failed(answer.status, answer.body, kind);
}

function addressOf({ address }: Session, kind: string): string {
  if (address.settings === undefined) throw new HubError(0, 'no-settings', 'this hub has no settings of its own');
  return `${address.settings}/${kind}`;
}

function failed(status: number, body: Readonly<Record<string, unknown>>, kind: string): HubError {
  return new HubError(status, codeOf(body), `settings '${kind}': ${messageOf(body) ?? `answered ${status}`}`);
}
