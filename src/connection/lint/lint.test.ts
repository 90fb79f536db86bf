import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConnection } from '../desired.ts';
import { sampleConnection } from '../sample.ts';
import type { DesiredConnection } from '../types.ts';
import type { Fact, HubFacts, Row } from './facts.ts';
import { lint } from './lint.ts';

const microsoft =
  'hub: { kind: microsoft365, tenant: contoso.example, credentials: { clientId: a, secret: env:S }, bridge: none }';

function connectionOf(edit: (text: string) => string = (text) => text): DesiredConnection {
  const text = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' }).replace(/hub:.*/, microsoft);
  const read = readConnection(edit(text.replace('kind: smtp', 'kind: google-workspace')));
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.connection;
}

function rows(...value: Row[]): Fact<readonly Row[]> {
  return { kind: 'read', value };
}

/** A tenant that was connected as this program connects it. */
const clean: HubFacts = {
  rules: rows(
    {
      Name: 'Delete all except Calendaring',
      State: 'Enabled',
      Mode: 'Enforce',
      DeleteMessage: true,
      FromScope: 'NotInOrganization',
    },
    {
      Name: 'Delete copies',
      State: 'Enabled',
      Mode: 'Enforce',
      DeleteMessage: true,
      HeaderMatchesMessageHeader: 'X-Passerelle-Copy',
    },
  ),
  inboundConnectors: rows({ Name: 'From home', Enabled: true, SenderIPAddresses: ['192.0.2.1'], EFSkipLastIP: true }),
  outboundConnectors: rows({ Name: 'To home', Enabled: true, RecipientDomains: ['g.contoso.example'] }),
  acceptedDomains: rows({ DomainName: 'contoso.example', DomainType: 'InternalRelay' }),
  outboundPolicies: rows({ Name: 'Default', IsDefault: true, AutoForwardingMode: 'Automatic' }),
  remoteDomains: rows({ DomainName: 'g.contoso.example', TNEFEnabled: false }),
  mailboxes: rows({
    PrimarySmtpAddress: 'johanna@contoso.example',
    ForwardingSmtpAddress: 'smtp:johanna@g.contoso.example',
  }),
  clientAccess: rows({ PrimarySmtpAddress: 'johanna@contoso.example', OWAEnabled: true }),
  organisation: { kind: 'read', value: { RejectDirectSend: false } },
  dkim: rows({ Domain: 'contoso.example', Enabled: true }),
  domains: rows({ id: 'contoso.example' }),
  products: rows({ skuPartNumber: 'TEAMS_ESSENTIALS_AAD' }),
  securityDefaults: { kind: 'read', value: { isEnabled: true } },
  conditionalAccess: rows(),
  mx: { kind: 'read', value: ['mx.contoso.example'] },
};

const found = (facts: Partial<HubFacts>, connection = connectionOf()) =>
  lint({ ...clean, ...facts }, connection).findings.map(({ id }) => id);

describe('LINT-1 each trap of the guide is found by what it leaves behind', () => {
  it('and none where nobody fell into it', () => assert.deepEqual(found({}), []));

  const booking = {
    Name: 'Direct to Calendar',
    State: 'Enabled',
    SetHeaderName: 'X-MS-Exchange-Organization-CalendarBooking-Response',
  };
  const drop = { Name: 'Delete', State: 'Enabled', Mode: 'Enforce', DeleteMessage: true };
  const johanna = { PrimarySmtpAddress: 'johanna@contoso.example' };
  const table: [id: string, facts: Partial<HubFacts>][] = [
    [
      'connector-without-rule',
      {
        outboundConnectors: rows(
          { Name: 'To Gmail', IsTransportRuleScoped: true },
          { Name: 'x', RecipientDomains: ['*'] },
        ),
      },
    ],
    ['return-domain-without-way', { outboundConnectors: rows() }],
    ['forwarding-without-drop', { rules: rows({ ...drop, Mode: 'Audit', HeaderMatchesMessageHeader: 'x' }) }],
    ['forwarding-by-alias', { mailboxes: rows({ ...johanna, ForwardingSmtpAddress: 'smtp:jw@g.contoso.example' }) }],
    [
      'forwarding-of-others',
      {
        mailboxes: rows({
          PrimarySmtpAddress: 'admin@contoso.example',
          ForwardingSmtpAddress: 'admin@g.contoso.example',
        }),
      },
    ],
    [
      'forwarding-overshadowed',
      {
        mailboxes: rows({ ...johanna, ForwardingSmtpAddress: 'johanna@g.contoso.example', ForwardingAddress: 'Boss' }),
      },
    ],
    ['authoritative-domain', { acceptedDomains: rows({ DomainName: 'contoso.example', DomainType: 'Authoritative' }) }],
    ['internal-copies-kept', { rules: rows({ ...drop, FromScope: 'NotInOrganization' }) }],
    ['copies-from-anybody', { inboundConnectors: rows() }],
    ['copies-judged-at-home', { inboundConnectors: rows({ Name: 'From home', SenderIPAddresses: ['192.0.2.1'] }) }],
    ['forwarding-for-everybody', { outboundPolicies: rows({ Name: 'Default', AutoForwardingMode: 'On' }) }],
    ['outlook-off', { clientAccess: rows({ ...johanna, OWAEnabled: false }) }],
    ['winmail', { remoteDomains: rows({ DomainName: '*' }) }],
    ['unsigned', { dkim: rows({ Domain: 'contoso.example', Enabled: false }) }],
    [
      'product-without-mailbox',
      { products: rows({ skuId: 'fde42873-30b6-436b-b361-21af5a6b84ae', skuPartNumber: 'Teams_Ess' }) },
    ],
  ];
  for (const [id, facts] of table) it(id, () => assert.deepEqual(found(facts), [id]));

  it('calendar-open-to-strangers, answers-twice', () => {
    const rules = rows({ ...drop, FromScope: '' }, booking);
    assert.deepEqual(found({ rules }), ['calendar-open-to-strangers', 'answers-twice']);
    const wanted = connectionOf((text) => text.replace('reply: none', 'reply: tentative'));
    assert.deepEqual(
      found({ rules: rows({ ...drop }, { ...booking, SenderDomainIs: ['fabrikam.example'] }) }, wanted),
      [],
    );
  });
});

describe('LINT-2 a step that weakens the organisation is named and refused, with the reason', () => {
  const legacy = {
    displayName: 'POP for Gmail',
    state: 'enabled',
    conditions: { clientAppTypes: ['other'], users: { excludeUsers: ['x'] } },
  };
  const table: [string, Partial<HubFacts>][] = [
    ['security-defaults-off', { securityDefaults: { kind: 'read', value: { isEnabled: false } } }],
    ['conditional-access-hole', { conditionalAccess: rows(legacy) }],
    ['mx-moved', { mx: { kind: 'read', value: ['contoso-example.mail.protection.outlook.com.'] } }],
  ];
  for (const [id, facts] of table) {
    it(id, () => {
      const { findings } = lint({ ...clean, ...facts }, connectionOf());
      assert.deepEqual(
        findings.map((finding) => finding.id),
        [id],
      );
      assert.ok((findings[0]?.refused ?? '').length > 20);
      assert.deepEqual(findings[0]?.repairedBy, []);
    });
  }
});

it('LINT-3 from what can’t be read nothing is concluded, and it is said', () => {
  const facts = Object.fromEntries(
    Object.keys(clean).map((name) => [name, { kind: 'unreadable', why: '403' }]),
  ) as unknown as HubFacts;
  const { findings, unread } = lint(facts, connectionOf());
  assert.deepEqual(findings, []);
  assert.equal(unread.length, Object.keys(clean).length);
});
