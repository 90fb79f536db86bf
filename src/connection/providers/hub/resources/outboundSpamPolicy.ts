import type { Json, Observed } from '../../../provider.ts';
import { isMarked, marked, unmarked } from '../mark.ts';
import { type HubResource, hubKey, nameIn, textIn, textsIn, valuesOf } from '../resource.ts';
import { invoke, type Row } from '../wire/exchange.ts';
import { saysAlreadyThere, saysNotFound } from '../wire/hubError.ts';
import type { Session } from '../wire/session.ts';
import { unless } from './domain.ts';

export const bridgePolicy = 'Passerelle bridge';

/**
 * S2: forwarding is On for the people of the bridge and stays what it was for everybody
 * else. A policy says what, a rule of the same name says for whom; they are one here.
 */
export const outboundSpamPolicy: HubResource = {
  kind: 'outboundSpamPolicy',
  // A rule without names would be for everybody.
  want: ({ people }) =>
    people.length === 0
      ? []
      : [
          {
            key: hubKey('outboundSpamPolicy', bridgePolicy),
            step: 'hub.policy',
            phase: 'policy',
            title: 'Outbound spam policy: automatic forwarding On, for the people of this connection only',
            why: 'Else each forwarded message is refused with 5.7.520; for everybody it would let any mailbox leak.',
            value: { AutoForwardingMode: 'On', From: people.map(({ address }) => address).sort(), State: 'Enabled' },
            reversible: true,
            touches: [],
            needs: [hubKey('organizationCustomization', 'organisation')],
            permission: 'Exchange.ManageAsApp, Exchange Administrator',
            call: `New-HostedOutboundSpamFilterPolicy -Name '${bridgePolicy}' -AutoForwardingMode On; New-HostedOutboundSpamFilterRule -Name '${bridgePolicy}' -HostedOutboundSpamFilterPolicy '${bridgePolicy}' -From ${people.map(({ address }) => `'${address}'`).join(',')}`,
          },
        ],
  async read(reading, wanted) {
    const [policies, rules] = await Promise.all([
      reading.listed('Get-HostedOutboundSpamFilterPolicy'),
      reading.listed('Get-HostedOutboundSpamFilterRule'),
    ]);
    return new Map(
      wanted.map(({ key }): [string, Observed] => {
        const policy = named(policies, nameIn(key));
        const rule = named(rules, nameIn(key));
        if (policy === undefined && rule === undefined) return [key, { kind: 'absent' }];
        const value = {
          AutoForwardingMode: policy === undefined ? null : textIn(policy, 'AutoForwardingMode'),
          From:
            rule === undefined
              ? []
              : textsIn(rule, 'From')
                  .map((one) => one.toLowerCase())
                  .sort(),
          State: rule === undefined ? null : textIn(rule, 'State') || 'Enabled',
        };
        const ours = isMarked(policy?.AdminDisplayName) || isMarked(rule?.Comments);
        return [key, { kind: 'there', value, owner: ours ? 'ours' : 'foreign' }];
      }),
    );
  },
  async write({ session }, { name, value, owner }) {
    if (value === undefined) {
      const parameters = { Identity: name, Confirm: false };
      await invoke(session, { name: 'Remove-HostedOutboundSpamFilterRule', parameters }).catch(unless(saysNotFound));
      await invoke(session, { name: 'Remove-HostedOutboundSpamFilterPolicy', parameters }).catch(unless(saysNotFound));
      return;
    }
    const wished = valuesOf(value);
    await putPolicy(session, name, wished.AutoForwardingMode ?? 'On', owner);
    await putRule(session, name, wished, owner);
  },
};

async function putPolicy(session: Session, name: string, mode: Json, owner: 'ours' | 'foreign'): Promise<void> {
  const present = named(await invoke(session, { name: 'Get-HostedOutboundSpamFilterPolicy', parameters: {} }), name);
  const note = owner === 'ours' ? marked(present?.AdminDisplayName) : unmarked(present?.AdminDisplayName);
  const parameters = { AutoForwardingMode: mode, AdminDisplayName: note };
  if (present === undefined) {
    const made = { name: 'New-HostedOutboundSpamFilterPolicy', parameters: { Name: name, ...parameters } };
    await invoke(session, made).catch(unless(saysAlreadyThere));
    return;
  }
  await invoke(session, { name: 'Set-HostedOutboundSpamFilterPolicy', parameters: { Identity: name, ...parameters } });
}

async function putRule(
  session: Session,
  name: string,
  { From = [], State = 'Enabled' }: Readonly<Record<string, Json>>,
  owner: 'ours' | 'foreign',
): Promise<void> {
  const present = named(await invoke(session, { name: 'Get-HostedOutboundSpamFilterRule', parameters: {} }), name);
  const comments = owner === 'ours' ? marked(present?.Comments) : unmarked(present?.Comments);
  const parameters = { From, Comments: comments };
  if (present === undefined) {
    const made = { Name: name, HostedOutboundSpamFilterPolicy: name, ...parameters, Enabled: State === 'Enabled' };
    await invoke(session, { name: 'New-HostedOutboundSpamFilterRule', parameters: made });
    return;
  }
  await invoke(session, { name: 'Set-HostedOutboundSpamFilterRule', parameters: { Identity: name, ...parameters } });
  if ((textIn(present, 'State') || 'Enabled') !== State) {
    const verb = State === 'Enabled' ? 'Enable' : 'Disable';
    await invoke(session, { name: `${verb}-HostedOutboundSpamFilterRule`, parameters: { Identity: name } });
  }
}

function named(rows: readonly Row[], name: string): Row | undefined {
  return rows.find((row) => textIn(row, 'Name').toLowerCase() === name.toLowerCase());
}
