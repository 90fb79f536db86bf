import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../mail/envelope.ts';
import { acceptRecipient, acceptSender } from './acceptance.ts';
import { connection, directory, empty, johanna, outbound, person } from './contosoFixture.ts';
import { decideForwarding } from './forwarding.ts';
import { mailGraphCycle } from './recipients.ts';
import type { Directory } from './types.ts';

describe('CONF-7 acceptance, with the codes of Exchange', () => {
  const authoritative = directory({
    acceptedDomains: [{ name: 'contoso.example', type: 'Authoritative', matchSubDomains: false }],
  });
  const stranger = { remoteAddress: '198.51.100.1' };
  const table: [string, Directory, Partial<Connection>, sender: string, recipient: string, code: string | undefined][] =
    [
      ['copy from the home', directory(), {}, 'outsider@fabrikam.example', 'johanna@contoso.example', undefined],
      ['copy of internal mail', directory(), {}, 'jakob@contoso.example', 'johanna@contoso.example', undefined],
      ['a report', directory(), {}, '', 'johanna@contoso.example', undefined],
      ['answers address', directory(), {}, 'johanna@contoso.example', 'answers@contoso.example', undefined],
      ['no person, InternalRelay', directory(), {}, 'a@fabrikam.example', 'nobody@contoso.example', undefined],
      [
        'no person, Authoritative',
        authoritative,
        {},
        'a@fabrikam.example',
        'nobody@contoso.example',
        '550 5.4.1 Recipient address rejected: Access denied',
      ],
      [
        'domain not ours, from the home',
        directory(),
        {},
        'a@fabrikam.example',
        'b@fabrikam.example',
        '550 5.7.64 TenantAttribution; Relay Access Denied',
      ],
      [
        'domain not ours, from a stranger',
        directory(),
        stranger,
        'a@fabrikam.example',
        'b@fabrikam.example',
        '550 5.7.64 TenantAttribution; Relay Access Denied',
      ],
      [
        'own sender through no connector',
        directory(),
        stranger,
        'Jakob@Contoso.example',
        'johanna@contoso.example',
        '550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources',
      ],
      [
        'return domain through no connector',
        directory(),
        stranger,
        'jakob@g.contoso.example',
        'johanna@contoso.example',
        '550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources',
      ],
      [
        'foreign sender through no connector',
        directory(),
        stranger,
        'a@fabrikam.example',
        'johanna@contoso.example',
        "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set",
      ],
      [
        'null sender through no connector',
        directory(),
        stranger,
        '',
        'johanna@contoso.example',
        "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set",
      ],
      [
        'a stranger does not learn who exists',
        authoritative,
        stranger,
        'a@fabrikam.example',
        'nobody@contoso.example',
        "550 5.7.51 TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set",
      ],
    ];
  for (const [what, here, peer, sender, recipient, code] of table) {
    it(what, () => {
      assert.equal(acceptSender(here, connection(peer), sender), undefined);
      const refusal = acceptRecipient(here, connection(peer), sender, recipient);
      assert.equal(refusal && `${refusal.reply} ${refusal.status} ${refusal.text}`, code);
    });
  }

  it('a sender without a domain is refused at MAIL', () => {
    assert.equal(acceptSender(directory(), connection(), 'johanna')?.status, '5.1.7');
  });
});

describe('CONF-8 forwarding', () => {
  const refused =
    'Access denied, Your organization does not allow external forwarding. Please contact your administrator for further assistance. AS(7555)';
  const inside = {
    ...johanna,
    forwarding: { forwardingSmtpAddress: 'jakob@contoso.example', deliverToMailboxAndForward: false },
  };

  it('none', () => assert.deepEqual(decideForwarding(directory(), person('jakob')), { kind: 'none' }));

  it('On, for those it names', () => {
    assert.deepEqual(decideForwarding(directory(), johanna), {
      kind: 'forward',
      to: 'johanna@g.contoso.example',
      keepInMailbox: true,
    });
    for (const from of [[], ['JO@contoso.example']]) {
      const here = directory({ outboundSpamPolicy: { autoForwardingMode: 'On', from } });
      assert.equal(decideForwarding(here, johanna).kind, 'forward');
    }
  });

  it('Automatic and Off refuse what leaves, and so does an On for somebody else', () => {
    for (const outboundSpamPolicy of [
      { autoForwardingMode: 'Automatic', from: [] },
      { autoForwardingMode: 'Off', from: ['johanna@contoso.example'] },
      { autoForwardingMode: 'On', from: ['jakob@contoso.example'] },
    ] as const) {
      const decision = decideForwarding(directory({ outboundSpamPolicy }), johanna);
      assert.equal(decision.kind, 'refused');
      if (decision.kind === 'refused') {
        assert.equal(decision.refusal.status, '5.7.520');
        assert.equal(decision.refusal.text, refused);
      }
    }
  });

  it('within the organisation it needs no permission', () => {
    const here = directory({ outboundSpamPolicy: { autoForwardingMode: 'Off', from: [] } });
    assert.deepEqual(decideForwarding(here, inside), {
      kind: 'forward',
      to: 'jakob@contoso.example',
      keepInMailbox: false,
    });
  });
});

describe('CONF-9 the mail graph has no cycle', () => {
  const to = (forwardingSmtpAddress: string) => ({
    forwarding: { forwardingSmtpAddress, deliverToMailboxAndForward: true },
  });

  it('forwarding to the return domain, or outside, is none', () => {
    assert.equal(mailGraphCycle(directory()), undefined);
    assert.equal(mailGraphCycle(directory({ people: [person('johanna', to('a@fabrikam.example'))] })), undefined);
    assert.equal(mailGraphCycle(empty), undefined);
  });

  it('to oneself, by an alias', () => {
    const people = [{ ...johanna, ...to('jo+x@contoso.example') }];
    assert.match(mailGraphCycle(directory({ people })) ?? '', /johanna@contoso\.example → johanna@contoso\.example/);
  });

  it('in a circle of three, but not where it ends', () => {
    const chain = [person('johanna', to('jakob@contoso.example')), person('jakob', to('tomislav@contoso.example'))];
    assert.equal(mailGraphCycle(directory({ people: [...chain, person('tomislav')] })), undefined);
    const people = [...chain, person('tomislav', to('johanna@contoso.example'))];
    assert.match(mailGraphCycle(directory({ people })) ?? '', /circle: johanna.* → jakob.* → tomislav.* → johanna/);
  });

  it('to the answers address', () => {
    assert.match(
      mailGraphCycle(directory({ people: [person('johanna', to('answers@contoso.example'))] })) ?? '',
      /answers address/,
    );
  });

  it('a return domain that is the own domain, or that comes back by MX', () => {
    assert.match(mailGraphCycle(directory({ bridge: { returnDomain: 'contoso.example' } })) ?? '', /own domain/);
    const wide = directory({
      acceptedDomains: [{ name: 'contoso.example', type: 'InternalRelay', matchSubDomains: true }],
      outboundConnectors: [outbound('To outside', ['*'], { useMxRecord: true, smartHosts: [] })],
    });
    assert.match(mailGraphCycle(wide) ?? '', /follows its MX/);
  });
});
