import { isDeepStrictEqual } from 'node:util';
import type { Person } from '../../directory/types.ts';
import { localPart } from '../../mail/address.ts';
import type { ConfigurationEntry } from '../../store/contract.ts';
import type { DesiredConnection, DesiredPerson } from '../types.ts';
import type { CurrentConfiguration, HubStep } from './step.ts';

/**
 * People and their mailbox forwarding, which one entry holds and two steps show. A person
 * keeps the id once given, and so the calendar: found again by address, or by a former
 * address that is an alias now. Whoever is listed no more is disabled, never deleted.
 */
export function planPeople(
  { people, home }: Pick<DesiredConnection, 'people' | 'home'>,
  current: CurrentConfiguration,
  newId: () => string,
): { readonly people: HubStep; readonly forwarding: HubStep } {
  const known = current.ofKind('person').map(({ body }) => body as Person);
  const finder = new KnownPeople(known, people);
  const wanted = people.map((desired) => personOf(desired, home.returnDomain, finder.find(desired)?.id ?? newId()));
  const kept = new Set(wanted.map(({ id }) => id));
  const left = known.filter(({ id }) => !kept.has(id)).map((person): Person => ({ ...person, enabled: false }));

  const before = new Map(known.map((person) => [person.id, person]));
  const all = [...wanted, ...left];
  const changed = all.filter((person) => !isDeepStrictEqual(before.get(person.id), person));
  const otherwise = changed.filter((person) => {
    const was = before.get(person.id);
    return was === undefined || !isDeepStrictEqual(withoutForwarding(was), withoutForwarding(person));
  });
  const forwarded = changed.filter(
    (person) => !isDeepStrictEqual(before.get(person.id)?.forwarding, person.forwarding),
  );
  return {
    people: {
      step: {
        id: 'hub.people',
        title: `People and licences: ${wanted.length}`,
        state: otherwise.length === 0 ? 'done' : 'todo',
        reversible: true,
        detail: otherwise.map((person) => `${verb(before.get(person.id), person)} ${person.address}`),
      },
      entries: changed.map((person): ConfigurationEntry => ({ kind: 'person', name: person.id, body: person })),
    },
    forwarding: {
      step: {
        id: 'hub.forwarding',
        title: `Hub mail of each person goes home as well, to ${home.returnDomain}`,
        state: forwarded.length === 0 ? 'done' : 'todo',
        reversible: true,
        detail: forwarded.map(
          ({ address, forwarding }) => `${address} → ${forwarding?.forwardingSmtpAddress ?? 'none'}`,
        ),
      },
      entries: [],
    },
  };
}

class KnownPeople {
  readonly #byAddress: ReadonlyMap<string, Person>;
  readonly #listed: ReadonlySet<string>;

  constructor(known: readonly Person[], desired: readonly DesiredPerson[]) {
    // Of two with one address, whoever is enabled has the better claim.
    const inOrder = [...known].sort((one, other) => Number(one.enabled) - Number(other.enabled));
    this.#byAddress = new Map(inOrder.map((person) => [person.address.toLowerCase(), person]));
    this.#listed = new Set(desired.map(({ address }) => address));
  }

  find({ address, aliases }: DesiredPerson): Person | undefined {
    const same = this.#byAddress.get(address);
    if (same) return same;
    const former = aliases.find((alias) => this.#byAddress.has(alias) && !this.#listed.has(alias));
    return former === undefined ? undefined : this.#byAddress.get(former);
  }
}

function personOf(desired: DesiredPerson, returnDomain: string, id: string): Person {
  const { address, name, aliases, licence, timeZone, language } = desired;
  return {
    id,
    address,
    name,
    aliases,
    licence,
    timeZone,
    language,
    enabled: true,
    forwarding: { forwardingSmtpAddress: `${localPart(address)}@${returnDomain}`, deliverToMailboxAndForward: true },
  };
}

function withoutForwarding({ forwarding: _, ...person }: Person): Omit<Person, 'forwarding'> {
  return person;
}

function verb(before: Person | undefined, after: Person): string {
  if (before === undefined) return 'add';
  if (!after.enabled) return 'disable';
  return before.enabled ? 'change' : 'enable';
}
