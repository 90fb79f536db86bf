import type { Json, Observed } from '../../../provider.ts';
import { aliasesOf } from '../reading.ts';
import { type HubResource, hubKey, nameIn, textIn } from '../resource.ts';
import { invoke } from '../wire/exchange.ts';
import { mailboxOf } from './forwarding.ts';

/** A person's other addresses: an invitation to one of them is hers, and is answered from it. */
export const aliases: HubResource = {
  kind: 'aliases',
  want: ({ people }) =>
    people
      .filter((one) => one.aliases.length > 0)
      .map(({ address, licence, aliases: own }) => ({
        key: hubKey('aliases', address),
        step: 'hub.mailboxes',
        heading: 'Mailboxes: addresses, time zones',
        phase: 'mailboxes',
        title: `Other addresses of ${address}`,
        why: 'An invitation to an alias is the person’s, and is answered from it.',
        value: [...own].sort(),
        reversible: true,
        touches: [address],
        needs: [hubKey('person', address), hubKey('licence', `${address}/${licence}`)],
        permission: 'Exchange.ManageAsApp, Exchange Administrator',
        call: `Set-Mailbox -Identity "${address}" -EmailAddresses @{Add=${own.map((one) => `"smtp:${one}"`).join(',')}}`,
      })),
  async read(reading, wanted) {
    const seen = wanted.map(async ({ key }): Promise<[string, Observed]> => {
      const mailbox = await mailboxOf(reading, nameIn(key));
      if (mailbox.kind !== 'mailbox') return [key, mailbox.observed];
      return [key, { kind: 'there', value: aliasesOf(mailbox.row, reading.connection.domain), owner: 'unmarkable' }];
    });
    return new Map(await Promise.all(seen));
  },
  async write({ session, connection }, { name, value }) {
    const rows = await invoke(session, { name: 'Get-Mailbox', parameters: { Identity: name } });
    const mailbox = rows.find((row) => textIn(row, 'PrimarySmtpAddress').toLowerCase() === name);
    const present = mailbox === undefined ? [] : aliasesOf(mailbox, connection.domain);
    const wished = listOf(value);
    const edit = {
      '@odata.type': '#Exchange.GenericHashTable',
      Add: wished.filter((one) => !present.includes(one)).map((one) => `smtp:${one}`),
      Remove: present.filter((one) => !wished.includes(one)).map((one) => `smtp:${one}`),
    };
    if (edit.Add.length + edit.Remove.length === 0) return;
    await invoke(session, { name: 'Set-Mailbox', parameters: { Identity: name, EmailAddresses: edit } });
  },
};

function listOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
