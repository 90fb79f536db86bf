import { type Observed, ProviderRefusal } from '../../../provider.ts';
import type { DesiredConnection } from '../../../types.ts';
import { userNamed } from '../reading.ts';
import { type HubResource, hubKey, nameIn, textIn } from '../resource.ts';
import { graph, graphList } from '../wire/graph.ts';
import type { Session } from '../wire/session.ts';

/** Names of the connection file for products of Microsoft's. Teams Essentials without `AAD` has no mailbox, and no calendar. */
const products: Readonly<Record<string, string>> = { essentials: 'TEAMS_ESSENTIALS_AAD' };

/** As Microsoft numbers them; another licence may be named by its number. */
const skuIds: Readonly<Record<string, string>> = { essentials: '3ab6abff-666f-4424-bfb7-f0bc274ec7bc' };

/** S5: a licence each, and so a seat; by name, so that another licence later takes the first one back. */
export const licence: HubResource = {
  kind: 'licence',
  want: ({ people }: DesiredConnection) =>
    people.map(({ address, licence: name }) => ({
      key: hubKey('licence', `${address}/${name}`),
      step: 'hub.licences',
      heading: `Licences: ${people.length}`,
      phase: 'people',
      title: `Licence ${name} for ${address}`,
      why: 'The licence brings the mailbox that calendaring is filed in.',
      value: { licence: name },
      reversible: true,
      touches: [address],
      needs: [hubKey('person', address)],
      permission: 'LicenseAssignment.ReadWrite.All',
      call: `POST /users/${address}/assignLicense {"addLicenses":[{"skuId":"${skuIds[name] ?? name}"}],"removeLicenses":[]}`,
    })),
  async read(reading, wanted) {
    const [users, skus] = await Promise.all([reading.users(), graphList(reading.session, '/subscribedSkus')]);
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const { address, name } = partsOf(key);
        const sku = skuOf(skus, name);
        if (sku === undefined) {
          return [key, { kind: 'unreadable', why: `the organisation has no product called '${name}'` }];
        }
        const user = users.get(address);
        if (user === undefined || !user.licences.includes(textIn(sku, 'skuId'))) return [key, { kind: 'absent' }];
        return [key, { kind: 'there', value: { licence: name }, owner: 'unmarkable' }];
      }),
    );
  },
  async write({ session, connection }, { name: key, value }) {
    const { address, name } = partsOf(`hub/licence/${key}`);
    const user = await userNamed(session, address);
    if (user === undefined) {
      if (value === undefined) return;
      throw new ProviderRefusal('pending', 'hub.no-account', `${address} has no account yet`);
    }
    const skuId = textIn(await seat(session, name, value !== undefined), 'skuId');
    const assigned = user.licences.includes(skuId);
    if (assigned === (value !== undefined)) return;
    if (value !== undefined && user.usageLocation === '') {
      const usageLocation = countryOf(connection.hub);
      if (usageLocation === undefined) {
        const message = `${address} has no usage location: name one in hub.usageLocation, such as FR`;
        throw new ProviderRefusal('refused', 'hub.no-usage-location', message);
      }
      await graph(session, 'PATCH', `/users/${user.id}`, { usageLocation });
    }
    await graph(session, 'POST', `/users/${user.id}/assignLicense`, {
      addLicenses: value === undefined ? [] : [{ skuId, disabledPlans: [] }],
      removeLicenses: value === undefined ? [skuId] : [],
    });
  },
};

/** Where a licence is used. The built-in hub sells none: ISO 3166-1 leaves ZZ to whoever does not know. */
export function countryOf(hub: DesiredConnection['hub']): string | undefined {
  return hub.kind === 'passerelle' ? 'ZZ' : hub.usageLocation;
}

function partsOf(key: string): { address: string; name: string } {
  const [address = '', ...name] = nameIn(key).split('/');
  return { address, name: name.join('/') };
}

function skuOf(skus: readonly Readonly<Record<string, unknown>>[], name: string) {
  const wanted = [name, products[name] ?? name].map((one) => one.toLowerCase());
  return skus.find((sku) =>
    [textIn(sku, 'skuPartNumber'), textIn(sku, 'skuId')].some((one) => wanted.includes(one.toLowerCase())),
  );
}

/** The product, with a seat free where one is to be taken. */
async function seat(session: Session, name: string, taken: boolean) {
  const sku = skuOf(await graphList(session, '/subscribedSkus'), name);
  if (sku === undefined)
    throw new ProviderRefusal('refused', 'hub.no-product', `the organisation has no product called '${name}'`);
  const enabled = (sku.prepaidUnits as { enabled?: unknown } | undefined)?.enabled;
  const { consumedUnits } = sku;
  if (taken && typeof enabled === 'number' && typeof consumedUnits === 'number' && consumedUnits >= enabled) {
    throw new ProviderRefusal(
      'pending',
      'hub.no-seat',
      `all ${enabled} seats of '${name}' are taken: buy one, or take one back`,
    );
  }
  return sku;
}
