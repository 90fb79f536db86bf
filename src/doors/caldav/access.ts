import { addressesOf, resolveRecipient } from '../../directory/recipients.ts';
import type { Directory, Person } from '../../directory/types.ts';
import type { Resource } from './resource.ts';
import type { Name } from './xml/names.ts';
import { c, d } from './xml/names.ts';

/** Whose collections a path names, when the person who asks may see them: her own. Every door into a collection comes by here. */
export function ownerOf(person: Person, address: string): Person | undefined {
  return addressesOf(person).includes(address.toLowerCase()) ? person : undefined;
}

/** A room or equipment that a path names as principal: everybody of the organisation may see what it is. */
export function resourcePrincipal(directory: Directory, resource: Resource): Person | undefined {
  if (resource.kind !== 'principal') return undefined;
  const resolved = resolveRecipient(directory, resource.address);
  return resolved.kind === 'person' && resolved.person.resource ? resolved.person : undefined;
}

const everything = ['all', 'read', 'write', 'write-properties', 'write-content', 'bind', 'unbind', 'read-acl'].map(d);

/** What the owner may do (rfc3744#5.5, rfc6638#6). */
export function privilegesOn(kind: string): readonly Name[] {
  switch (kind) {
    case 'inbox':
      return [...everything, c('schedule-deliver'), c('schedule-deliver-invite'), c('schedule-query-freebusy')];
    case 'outbox':
      return [...everything, c('schedule-send'), c('schedule-send-invite'), c('schedule-send-freebusy')];
    case 'calendar':
      return [...everything, c('read-free-busy')];
    case 'root':
    case 'principal':
    case 'message':
      return [d('read')];
    default:
      return everything;
  }
}
