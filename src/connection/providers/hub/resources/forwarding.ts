import { localPart } from '../../../../mail/address.ts';
import type { Observed } from '../../../provider.ts';
import type { HubReading } from '../reading.ts';
import { type HubResource, hubKey, nameIn, textIn, valuesOf } from '../resource.ts';
import { invoke, type Row } from '../wire/exchange.ts';

/** S10: what the hub originates for a person goes to the mailbox she reads, at the return domain. */
export const forwarding: HubResource = {
  kind: 'forwarding',
  want: ({ people, home, hub }) =>
    people
      .filter(({ forwarding: to }) => to === 'home')
      .map(({ address, licence }) => {
        // From the person's own address: a mailbox alias may be another person's at the home.
        const target = `${localPart(address)}@${home.returnDomain}`;
        return {
          key: hubKey('forwarding', address),
          step: 'hub.forwarding',
          heading: `Hub mail of each person goes home as well, to ${home.returnDomain}`,
          phase: 'forwarding',
          title: `Forwarding of ${address}`,
          why: 'Invitations, answers and notices of the hub are read where people read mail.',
          value: { ForwardingSmtpAddress: target, ForwardingAddress: null, DeliverToMailboxAndForward: true },
          reversible: true,
          touches: [address],
          needs: [
            hubKey('person', address),
            hubKey('licence', `${address}/${licence}`),
            hubKey('transportRule', 'Delete all except Calendaring'),
            hubKey('outboundConnector', 'To home'),
            hubKey('outboundSpamPolicy', 'Passerelle bridge'),
            ...(hub.kind === 'microsoft365' ? [hubKey('rulesInEffect', 'rules')] : []),
          ],
          permission: 'Exchange.ManageAsApp, Exchange Administrator',
          call: `Set-Mailbox -Identity "${address}" -ForwardingSmtpAddress "${target}" -ForwardingAddress $null -DeliverToMailboxAndForward $true`,
        };
      }),
  async read(reading, wanted) {
    const seen = wanted.map(async ({ key }): Promise<[string, Observed]> => {
      const mailbox = await mailboxOf(reading, nameIn(key));
      return [
        key,
        mailbox.kind === 'mailbox' ? observedIn(mailbox.row, reading.connection.home.returnDomain) : mailbox.observed,
      ];
    });
    return new Map(await Promise.all(seen));
  },
  async write({ session }, { name, value }) {
    // All three at once: ForwardingAddress, where it is left, wins over ForwardingSmtpAddress.
    const none = { ForwardingSmtpAddress: null, ForwardingAddress: null, DeliverToMailboxAndForward: false };
    await invoke(session, { name: 'Set-Mailbox', parameters: { Identity: name, ...none, ...valuesOf(value) } });
  },
};

function observedIn(row: Row, returnDomain: string): Observed {
  const smtp = textIn(row, 'ForwardingSmtpAddress')
    .replace(/^smtp:/i, '')
    .toLowerCase();
  const address = textIn(row, 'ForwardingAddress');
  if (smtp === '' && address === '') return { kind: 'absent' };
  const value = {
    ForwardingSmtpAddress: smtp === '' ? null : smtp,
    ForwardingAddress: address === '' ? null : address,
    DeliverToMailboxAndForward: row.DeliverToMailboxAndForward === true,
  };
  // Somebody sends this person's mail somewhere of their own.
  const foreign = address !== '' || !smtp.endsWith(`@${returnDomain}`);
  return { kind: 'there', value, owner: foreign ? 'foreign' : 'unmarkable' };
}

/**
 * The mailbox of an address. Without an account there is none, and will be none by itself;
 * with one it is under way.
 */
export async function mailboxOf(
  reading: HubReading,
  address: string,
): Promise<{ readonly kind: 'mailbox'; readonly row: Row } | { readonly kind: 'none'; readonly observed: Observed }> {
  const row = (await reading.mailboxes()).get(address);
  if (row !== undefined) return { kind: 'mailbox', row };
  const user = (await reading.users()).get(address);
  // Without a licence there will be none by itself.
  if (!user?.enabled || user.licences.length === 0) return { kind: 'none', observed: { kind: 'absent' } };
  return { kind: 'none', observed: { kind: 'propagating', why: `the mailbox of ${address} is being made` } };
}
