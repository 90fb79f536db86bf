/**
 * The header firewall (law L7): fields that mean something inside the organisation say
 * nothing when a stranger wrote them.
 */
import type { Header } from './message.ts';
import { originHeaderName } from './origin.ts';

/** Exchange's families of organisation-internal fields. */
const organisationPrefixes = [
  'x-ms-exchange-organization-',
  'x-ms-exchange-forest-',
  'x-ms-exchange-crosspremises-',
] as const;
const ownPrefix = 'x-passerelle-';
const originName = originHeaderName.toLowerCase();

/**
 * Takes out what only the hub itself may write. An inbound connector carries strangers' mail
 * too, so even there the fields of the organisation and ours go; `trusted` (the message came
 * through a connector) keeps the origin header, by which our own mail is known when a copy
 * of it comes back. It is signed, so it needs no other protection.
 */
export function stripForeign(headers: readonly Header[], { trusted }: { trusted: boolean }): Header[] {
  return headers.filter(({ name }) => {
    const lower = name.toLowerCase();
    if (lower === originName) return trusted;
    return !lower.startsWith(ownPrefix) && !organisationPrefixes.some((prefix) => lower.startsWith(prefix));
  });
}

/** For mail that leaves to outsiders: ours is no business of theirs (law L3). */
export function stripForOutsiders(headers: readonly Header[]): Header[] {
  return headers.filter(({ name }) => !name.toLowerCase().startsWith(ownPrefix));
}

/** Hops so far (rfc5321#6.3): the number of Received fields. */
export function countReceived(headers: readonly Header[]): number {
  return headers.reduce((count, { name }) => (name.toLowerCase() === 'received' ? count + 1 : count), 0);
}
