import type { Observed } from '../../../provider.ts';
import { type HubResource, hubKey, nameIn, textIn, valuesOf } from '../resource.ts';
import { invoke } from '../wire/exchange.ts';

/** S12: only where the file asks for it. */
export const outlookOnTheWeb: HubResource = {
  kind: 'outlookOnTheWeb',
  want: ({ people, hub }) =>
    hub.outlookOnTheWeb !== 'off'
      ? []
      : people.map(({ address, licence }) => ({
          key: hubKey('outlookOnTheWeb', address),
          step: 'hub.outlook-on-the-web',
          heading: 'Outlook on the web is off',
          phase: 'mailboxes',
          title: `Outlook on the web off for ${address}`,
          why:
            hub.kind === 'passerelle'
              ? 'One inbox to read; it closes her console too, calendar programs stay.'
              : 'One inbox to read; it closes new Outlook for Windows too, and the calendar in Teams may need it: try it with one person first.',
          value: { OWAEnabled: false },
          reversible: true,
          touches: [address],
          needs: [hubKey('person', address), hubKey('licence', `${address}/${licence}`)],
          permission: 'Exchange.ManageAsApp, Exchange Administrator',
          call: `Set-CASMailbox -Identity '${address}' -OWAEnabled $false`,
        })),
  async read(reading, wanted) {
    const [rows, users] = await Promise.all([
      reading.listed('Get-CASMailbox', { ResultSize: 'Unlimited' }),
      reading.users(),
    ]);
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const address = nameIn(key);
        const row = rows.find((one) => textIn(one, 'PrimarySmtpAddress').toLowerCase() === address);
        if (row !== undefined) {
          return [key, { kind: 'there', value: { OWAEnabled: row.OWAEnabled !== false }, owner: 'unmarkable' }];
        }
        const user = users.get(address);
        if (!user?.enabled || user.licences.length === 0) return [key, { kind: 'absent' }];
        return [key, { kind: 'propagating', why: `the mailbox of ${address} is being made` }];
      }),
    );
  },
  async write({ session }, { name, value }) {
    const { OWAEnabled = true } = valuesOf(value);
    await invoke(session, { name: 'Set-CASMailbox', parameters: { Identity: name, OWAEnabled } });
  },
};
