import { type Observed, ProviderRefusal, type RecordToPublish } from '../../../provider.ts';
import { type HubResource, hubKey, nameIn, textIn, valuesOf } from '../resource.ts';
import { invoke, type Row } from '../wire/exchange.ts';
import { HubError, saysAlreadyThere, saysNotFound } from '../wire/hubError.ts';
import { unless } from './domain.ts';

/** S4: mail that the hub sends to outsiders by itself is signed with a key of the domain. CNAME records, whatever the guide's second half says. */
export const dkim: HubResource = {
  kind: 'dkim',
  want: ({ domain, hub }) =>
    hub.kind === 'passerelle'
      ? []
      : [
          {
            key: hubKey('dkim', domain),
            step: 'hub.dkim',
            phase: 'authentication',
            title: `DKIM of ${domain}`,
            why: 'What leaves the hub for outsiders is signed, so that DMARC holds.',
            value: { Enabled: true },
            reversible: true,
            touches: [],
            needs: [hubKey('verification', domain)],
            permission: 'Exchange.ManageAsApp, Exchange Administrator',
            call: `New-DkimSigningConfig -DomainName '${domain}' -Enabled $false -KeySize 2048; Set-DkimSigningConfig -Identity '${domain}' -Enabled $true`,
          },
        ],
  async read(reading, wanted) {
    const rows = await reading.listed('Get-DkimSigningConfig');
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        // Get-DkimSigningConfig answers with every domain, whatever it was asked.
        const row = configOf(rows, nameIn(key));
        if (row === undefined) return [key, { kind: 'absent' }];
        return [key, { kind: 'there', value: { Enabled: row.Enabled === true }, owner: 'unmarkable' }];
      }),
    );
  },
  async write({ session }, { name, value }) {
    if (value === undefined) {
      const off = { name: 'Set-DkimSigningConfig', parameters: { Identity: name, Enabled: false } };
      await invoke(session, off).catch(unless(saysNotFound));
      const parameters = { Identity: name, Confirm: false };
      await invoke(session, { name: 'Remove-DkimSigningConfig', parameters }).catch(unless(saysNotFound));
      return;
    }
    const make = { DomainName: name, Enabled: false, KeySize: 2048 };
    let row = configOf(await invoke(session, { name: 'Get-DkimSigningConfig', parameters: {} }), name);
    if (row === undefined) {
      await invoke(session, { name: 'New-DkimSigningConfig', parameters: make }).catch(unless(saysAlreadyThere));
      row = configOf(await invoke(session, { name: 'Get-DkimSigningConfig', parameters: {} }), name);
    }
    try {
      const { Enabled = true } = valuesOf(value);
      await invoke(session, { name: 'Set-DkimSigningConfig', parameters: { Identity: name, Enabled } });
    } catch (fault) {
      if (!(fault instanceof HubError) || fault.status !== 400 || row === undefined) throw fault;
      const why = 'the hub does not see the two CNAME records yet: publish them, and apply again';
      throw new ProviderRefusal('pending', 'hub.dkim-records', why, selectorsOf(row, name));
    }
  },
};

function configOf(rows: readonly Row[], domain: string): Row | undefined {
  return rows.find((row) => (textIn(row, 'Domain') || textIn(row, 'Name')).toLowerCase() === domain);
}

/** The targets differ by the age of the organisation: they are read, never made up. */
function selectorsOf(row: Row, domain: string): RecordToPublish[] {
  return [1, 2].map((number) => ({
    name: `selector${number}._domainkey.${domain}`,
    type: 'CNAME',
    value: textIn(row, `Selector${number}CNAME`),
  }));
}
