import type { Observed } from '../../../provider.ts';
import { type HubUser, openReading } from '../reading.ts';
import { type HubResource, hubKey, nameIn, valuesOf } from '../resource.ts';
import { graph } from '../wire/graph.ts';

/**
 * S5: people. A person keeps the account once given, and so the calendar: found again by
 * address, or by a former address that is an alias now. Whoever leaves is disabled, never
 * erased; a disabled account counts as none.
 */
export const person: HubResource = {
  kind: 'person',
  want: ({ people, hub }) =>
    people.map(({ address, name, language }) => ({
      key: hubKey('person', address),
      step: 'hub.people',
      heading: `People: ${people.length}`,
      phase: 'people',
      title: `${name}, ${address}`,
      why: 'Everybody whose calendar the hub keeps has an account there.',
      value: { address, name, language },
      reversible: true,
      touches: [address],
      // The built-in hub is there for these people only; at Microsoft somebody may be there for other reasons.
      leaving: hub.kind === 'passerelle' ? 'remove' : 'restore',
      permission: 'User.ReadWrite.All',
      call: `POST /users {"userPrincipalName":"${address}"}`,
    })),
  async read(reading, wanted) {
    const users = await reading.users();
    // An account that bears the address of somebody's alias by now is hers, whatever an earlier file called it.
    const claimed = new Map(
      reading.connection.people.flatMap((one) => {
        const former = formerOf(users, one.address, one.aliases);
        return former === undefined ? [] : [[one.address, former] as const];
      }),
    );
    const taken = new Set([...claimed.values()].map(({ address }) => address));
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const address = nameIn(key);
        const former = claimed.get(address);
        const user = users.get(address) ?? former;
        if (user === undefined || !user.enabled || (former === undefined && taken.has(address))) {
          return [key, { kind: 'absent' }];
        }
        const value = { address: user.address, name: user.name, language: user.language };
        const formerly = former === undefined ? {} : { formerly: hubKey('person', former.address) };
        return [key, { kind: 'there', value, owner: 'unmarkable', ...formerly }];
      }),
    );
  },
  async write({ session, connection }, { name: address, value, before }) {
    const users = await openReading(session, connection).users();
    const wished = valuesOf(value);
    const known = before.kind === 'there' ? users.get(String(valuesOf(before.value).address ?? '')) : undefined;
    const user = users.get(address) ?? known;
    if (value === undefined) {
      if (user !== undefined) await graph(session, 'PATCH', `/users/${user.id}`, { accountEnabled: false });
      return;
    }
    const fields = {
      accountEnabled: true,
      displayName: wished.name,
      userPrincipalName: wished.address,
      preferredLanguage: wished.language,
    };
    if (user === undefined)
      await graph(session, 'POST', '/users', {
        ...fields,
        ...firstFields(address, session.random.bytes(24), connection.hub),
      });
    else await graph(session, 'PATCH', `/users/${user.id}`, fields);
  },
};

function formerOf(
  users: ReadonlyMap<string, HubUser>,
  address: string,
  aliases: readonly string[],
): HubUser | undefined {
  if (users.get(address) !== undefined) return undefined;
  return aliases.map((alias) => users.get(alias)).find((user) => user !== undefined);
}

/** What only a new account needs. The password is nobody's: a first sign-in goes by a reset, or by the organisation's own sign-in. */
function firstFields(
  address: string,
  octets: Buffer,
  hub: { readonly kind: string; readonly usageLocation?: string | undefined },
) {
  return {
    mailNickname: address.slice(0, address.lastIndexOf('@')).slice(0, 64),
    ...(hub.usageLocation === undefined ? {} : { usageLocation: hub.usageLocation }),
    passwordProfile: { forceChangePasswordNextSignIn: true, password: `${octets.toString('base64url')}aA1!` },
  };
}
