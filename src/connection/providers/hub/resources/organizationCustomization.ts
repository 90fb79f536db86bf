import type { Observed } from '../../../provider.ts';
import { type HubResource, hubKey } from '../resource.ts';
import { invoke } from '../wire/exchange.ts';

/** Policies of one's own need an organisation that is not dehydrated. Once done it stays done; done twice it fails. */
export const organizationCustomization: HubResource = {
  kind: 'organizationCustomization',
  want: () => [
    {
      key: hubKey('organizationCustomization', 'organisation'),
      step: 'hub.customization',
      phase: 'relay',
      title: 'The organisation may have settings of its own',
      why: 'A new tenant shares its settings with others until it asks for a copy.',
      value: { IsDehydrated: false },
      reversible: false,
      touches: [],
      permission: 'Exchange.ManageAsApp, Exchange Administrator',
      call: 'Enable-OrganizationCustomization',
    },
  ],
  async read(reading, wanted) {
    const [row] = await reading.listed('Get-OrganizationConfig');
    const observed: Observed =
      row === undefined
        ? { kind: 'unreadable', why: 'Get-OrganizationConfig told nothing' }
        : { kind: 'there', value: { IsDehydrated: row.IsDehydrated === true }, owner: 'unmarkable' };
    return new Map(wanted.map(({ key }) => [key, observed]));
  },
  async write({ session }, { value, before }) {
    if (value === undefined) return;
    const dehydrated = before.kind !== 'there' || JSON.stringify(before.value) === '{"IsDehydrated":true}';
    if (dehydrated) await invoke(session, { name: 'Enable-OrganizationCustomization', parameters: {} });
  },
};
