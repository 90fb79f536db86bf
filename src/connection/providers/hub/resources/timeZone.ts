import type { Observed } from '../../../provider.ts';
import { userNamed } from '../reading.ts';
import { type HubResource, hubKey, nameIn, textIn, valuesOf } from '../resource.ts';
import { graph } from '../wire/graph.ts';
import { HubError, observedOf } from '../wire/hubError.ts';

/** In which time a person's days are told. */
export const timeZone: HubResource = {
  kind: 'timeZone',
  want: ({ people }) =>
    people.map(({ address, licence, timeZone: zone }) => ({
      key: hubKey('timeZone', address),
      step: 'hub.mailboxes',
      heading: 'Mailboxes: addresses, time zones',
      phase: 'mailboxes',
      title: `Time zone of ${address}`,
      why: 'Days and working hours are told in it.',
      value: { timeZone: zone },
      reversible: true,
      touches: [address],
      needs: [hubKey('person', address), hubKey('licence', `${address}/${licence}`)],
      permission: 'MailboxSettings.ReadWrite',
      call: `PATCH /users/${address}/mailboxSettings {"timeZone":"${zone}"}`,
    })),
  async read(reading, wanted) {
    const users = await reading.users();
    const seen = wanted.map(async ({ key }): Promise<[string, Observed]> => {
      const user = users.get(nameIn(key));
      if (!user?.enabled || user.licences.length === 0) return [key, { kind: 'absent' }];
      try {
        const found = await graph(reading.session, 'GET', `/users/${user.id}/mailboxSettings`);
        return [key, { kind: 'there', value: { timeZone: textIn(found, 'timeZone') }, owner: 'unmarkable' }];
      } catch (fault) {
        if (!(fault instanceof HubError)) throw fault;
        const provisioning = fault.code === 'MailboxNotEnabledForRESTAPI' || fault.status === 404;
        return [key, provisioning ? { kind: 'propagating', why: 'the mailbox is being made' } : observedOf(fault)];
      }
    });
    return new Map(await Promise.all(seen));
  },
  async write({ session }, { name, value }) {
    const zone = valuesOf(value).timeZone;
    const user = await userNamed(session, name);
    if (typeof zone !== 'string' || user === undefined) return;
    await graph(session, 'PATCH', `/users/${user.id}/mailboxSettings`, { timeZone: zone });
  },
};
