import type { Observed } from '../../../provider.ts';
import { type HubResource, hubKey, nameIn, textIn, valuesOf } from '../resource.ts';
import { invoke, type Row } from '../wire/exchange.ts';
import { saysNotFound } from '../wire/hubError.ts';
import { unless } from './domain.ts';

/** Mail for the return domain in shapes that every home can read, and without notices of forwarded meetings. */
export const remoteDomain: HubResource = {
  kind: 'remoteDomain',
  want: ({ hub, home }) =>
    hub.kind === 'passerelle'
      ? []
      : [
          {
            key: hubKey('remoteDomain', home.returnDomain),
            step: 'hub.remote-domain',
            phase: 'policy',
            title: `Remote domain ${home.returnDomain}: no winmail.dat, forwarding allowed`,
            why: 'A home other than Exchange can’t read winmail.dat, and “block” on a remote domain wins over the policy.',
            value: { AutoForwardEnabled: true, TNEFEnabled: false, MeetingForwardNotificationEnabled: false },
            reversible: true,
            touches: [],
            permission: 'Exchange.ManageAsApp, Exchange Administrator',
            call: `New-RemoteDomain -Name '${home.returnDomain}' -DomainName '${home.returnDomain}'; Set-RemoteDomain -Identity '${home.returnDomain}' -AutoForwardEnabled $true -TNEFEnabled $false -MeetingForwardNotificationEnabled $false`,
          },
        ],
  async read(reading, wanted) {
    const rows = await reading.listed('Get-RemoteDomain');
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const row = rows.find((one) => textIn(one, 'DomainName').toLowerCase() === nameIn(key));
        return [
          key,
          row === undefined ? { kind: 'absent' } : { kind: 'there', value: valueIn(row), owner: 'unmarkable' },
        ];
      }),
    );
  },
  async write({ session }, { name, value, before }) {
    if (value === undefined) {
      const parameters = { Identity: name, Confirm: false };
      await invoke(session, { name: 'Remove-RemoteDomain', parameters }).catch(unless(saysNotFound));
      return;
    }
    const rows = before.kind === 'there' ? [] : await invoke(session, { name: 'Get-RemoteDomain', parameters: {} });
    const present = before.kind === 'there' || rows.some((row) => textIn(row, 'DomainName').toLowerCase() === name);
    if (!present) await invoke(session, { name: 'New-RemoteDomain', parameters: { Name: name, DomainName: name } });
    await invoke(session, { name: 'Set-RemoteDomain', parameters: { Identity: name, ...valuesOf(value) } });
  },
};

function valueIn(row: Row) {
  return {
    AutoForwardEnabled: row.AutoForwardEnabled === true,
    TNEFEnabled: typeof row.TNEFEnabled === 'boolean' ? row.TNEFEnabled : null,
    MeetingForwardNotificationEnabled: row.MeetingForwardNotificationEnabled === true,
  };
}
