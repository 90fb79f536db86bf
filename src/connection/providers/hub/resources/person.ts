import type { Observed } from '../../../provider.ts';
import type { DesiredConnection } from '../../../types.ts';
import { type HubUser, userNamed } from '../reading.ts';
import { type HubResource, hubKey, nameIn, valuesOf } from '../resource.ts';
import { graph } from '../wire/graph.ts';
import { saysNotFound } from '../wire/hubError.ts';
import type { Session } from '../wire/session.ts';
import { unless } from './domain.ts';
import { countryOf } from './licence.ts';

/**
 * S5: people. A person keeps the account once given, and so the calendar: found again by
 * address, or by a former address that is an alias now. Whoever leaves is disabled, never
 * erased; a disabled account counts as none.
 */
export const person: HubResource = {
  kind: 'person',
  want: ({ people, hub, domain }) =>
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
      needs: [hubKey(hub.kind === 'passerelle' ? 'domain' : 'verification', domain)],
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
    const wished = valuesOf(value);
    const former = before.kind === 'there' ? valuesOf(before.value).address : undefined;
    const found = await userNamed(session, address);
    const user = found ?? (typeof former === 'string' ? await userNamed(session, former) : undefined);
    if (value === undefined) {
      if (user !== undefined) await leave(session, user, connection.hub.kind);
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

/** Deleting is disabling at the built-in hub: her calendar is kept. At Microsoft it would erase her after 30 days. */
async function leave(session: Session, user: HubUser, kind: 'passerelle' | 'microsoft365'): Promise<void> {
  if (kind === 'passerelle') await graph(session, 'DELETE', `/users/${user.id}`).catch(unless(saysNotFound));
  else await graph(session, 'PATCH', `/users/${user.id}`, { accountEnabled: false });
}

function formerOf(
  users: ReadonlyMap<string, HubUser>,
  address: string,
  aliases: readonly string[],
): HubUser | undefined {
  if (users.get(address) !== undefined) return undefined;
  return aliases.map((alias) => users.get(alias)).find((user) => user !== undefined);
}

/** What only a new account needs. The password is nobody's: a first sign-in goes by a reset, or by the organisation's own sign-in. */
function firstFields(address: string, octets: Buffer, hub: DesiredConnection['hub']) {
  return {
    mailNickname: address.slice(0, address.lastIndexOf('@')).slice(0, 64),
    ...(countryOf(hub) === undefined ? {} : { usageLocation: countryOf(hub) }),
    passwordProfile: { forceChangePasswordNextSignIn: true, password: `${octets.toString('base64url')}aA1!` },
  };
}
