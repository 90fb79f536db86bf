/** Settings that lie at people and rooms: what Microsoft's wire has no words for, or other ones. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { resourceForm } from '../../directory/entryForms.ts';
import { noticeChoicesForm } from '../../directory/notices.ts';
import type { Person } from '../../directory/types.ts';
import type { CurrentConfiguration } from '../../pipeline/services.ts';
import type { ConfigurationEntry } from '../../store/contract.ts';
import { Failed } from './failed.ts';

const address = z.string().min(3).max(320);

const room = z.strictObject({
  address,
  name: z.string().min(1).max(256),
  aliases: z.array(address).max(100),
  timeZone: z.string().min(1).max(100),
  language: z.enum(['en', 'fr']),
  resource: resourceForm,
});
type Room = z.infer<typeof room>;

export const roomsForm = z
  .strictObject({ rooms: z.array(room).max(10_000) })
  .describe('rooms and equipment, by address; one that is left out is disabled, its calendar is kept');

export function readRooms({ entries }: CurrentConfiguration): z.infer<typeof roomsForm> {
  const rooms = peopleIn(entries.ofKind('person')).flatMap((one): Room[] => {
    if (!one.enabled || one.resource === undefined) return [];
    const { address: at, name, aliases, timeZone, language, resource } = one;
    return [{ address: at, name, aliases: [...aliases], timeZone, language, resource: resourceForm.parse(resource) }];
  });
  return { rooms: rooms.sort((one, other) => (one.address < other.address ? -1 : 1)) };
}

/** A room keeps its calendar: found again by its address, or by a former one that is an alias now. */
export function writeRooms(body: z.infer<typeof roomsForm>, { entries }: CurrentConfiguration): ConfigurationEntry[] {
  const known = peopleIn(entries.ofKind('person'));
  const taken = known.find(({ address: at, resource, enabled }) => {
    return enabled && resource === undefined && body.rooms.some((wanted) => wanted.address === at);
  });
  if (taken) throw new Failed(409, 'address-taken', `${taken.address} is a person's address`);
  const resources = known.filter(({ resource }) => resource !== undefined);
  const kept = body.rooms.map((wanted): Person => {
    const before =
      resources.find((one) => one.address === wanted.address) ??
      resources.find((one) => wanted.aliases.includes(one.address));
    return { ...wanted, id: before?.id ?? roomId(wanted.address), licence: '', enabled: true };
  });
  const ids = new Set(kept.map(({ id }) => id));
  const left = resources.filter(({ id }) => !ids.has(id)).map((one): Person => ({ ...one, enabled: false }));
  return changed([...kept, ...left], known);
}

/** Named by the first address it had. */
function roomId(first: string): string {
  return `room-${createHash('sha256').update(first).digest('hex').slice(0, 24)}`;
}

export const noticesForm = z
  .strictObject({ people: z.record(address, noticeChoicesForm) })
  .describe('what people are told of by mail, where they did not choose otherwise');

export function readNotices({ entries }: CurrentConfiguration): z.infer<typeof noticesForm> {
  const chosen = peopleIn(entries.ofKind('person')).flatMap(({ address: at, enabled, notices }) =>
    enabled && notices ? [[at, notices] as const] : [],
  );
  return { people: Object.fromEntries(chosen) };
}

export function writeNotices(
  body: z.infer<typeof noticesForm>,
  { entries }: CurrentConfiguration,
): ConfigurationEntry[] {
  const known = peopleIn(entries.ofKind('person'));
  const chosen = new Map(Object.entries(body.people));
  const next = known.map(({ notices: _, ...one }): Person => {
    const notices = one.enabled ? chosen.get(one.address) : undefined;
    chosen.delete(one.address);
    return notices === undefined ? one : { ...one, notices };
  });
  const [unknown] = chosen.keys();
  if (unknown !== undefined) throw new Failed(404, 'no-such-person', `nobody here has the address ${unknown}`);
  return changed(next, known);
}

function peopleIn(entries: readonly ConfigurationEntry[]): Person[] {
  return entries.map(({ body }) => body as Person);
}

function changed(next: readonly Person[], known: readonly Person[]): ConfigurationEntry[] {
  const before = new Map(known.map((one) => [one.id, one]));
  return next
    .filter((one) => !isDeepStrictEqual(one, before.get(one.id)))
    .map((one) => ({ kind: 'person', name: one.id, body: one }));
}
