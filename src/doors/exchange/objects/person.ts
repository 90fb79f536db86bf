import { addressesOf, resolveRecipient } from '../../../directory/recipients.ts';
import type { Person } from '../../../directory/types.ts';
import { localPart } from '../../../mail/address.ts';
import type { State } from '../cmdlets/cmdlet.ts';
import { invalidValue, objectNotFound } from '../frame/failure.ts';

/** Who has a mailbox here: enabled, and with a licence. */
export function hasMailbox(person: Person): boolean {
  return person.enabled && person.licence !== '';
}

/** By id, address or alias, user principal name, alias (local part), or display name. */
export function findPerson(identity: string, among: readonly Person[], state: State): Person {
  const wanted = identity.toLowerCase().replace(/^smtp:/, '');
  const found =
    among.find(({ id }) => id.toLowerCase() === wanted) ??
    among.find((person) => addressesOf(person).includes(wanted)) ??
    only(
      among.filter(({ address }) => localPart(address).toLowerCase() === wanted),
      identity,
    ) ??
    only(
      among.filter(({ name }) => name.toLowerCase() === wanted),
      identity,
    );
  if (found === undefined) throw objectNotFound(identity, state.directory.domain || state.tenant);
  return found;
}

function only(found: readonly Person[], identity: string): Person | undefined {
  if (found.length > 1)
    throw invalidValue(`The identity '${identity}' is ambiguous: ${found.length} recipients match it.`);
  return found[0];
}

/** A recipient as a rule names it: an address stays one, wherever it is; any other identity is a person's. */
export function addressOf(identity: string, state: State): string {
  if (!identity.includes('@')) return findPerson(identity, state.directory.people, state).address;
  const resolved = resolveRecipient(state.directory, identity);
  return resolved.kind === 'person' ? resolved.person.address : identity.toLowerCase();
}
