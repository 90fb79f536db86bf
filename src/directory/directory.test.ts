import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../mail/envelope.ts';
import { acceptRecipient, acceptSender } from './acceptance.ts';
import { decideForwarding } from './forwarding.ts';
import {
  addressesOf,
  inboundConnectorFor,
  isOwnDomain,
  mailGraphCycle,
  outboundConnectorFor,
  personById,
  resolveRecipient,
} from './recipients.ts';
import { buildDirectory, defaultBooking } from './snapshot.ts';
import type { Directory, InboundConnector, OutboundConnector, Person } from './types.ts';

function person(local: string, parts: Partial<Person> = {}): Person {
  return {
    id: `id-${local}`,
    address: `${local}@contoso.example`,
    name: local,
    aliases: [],
    licence: 'essentials',
    timeZone: 'Europe/Paris',
    language: 'en',
    enabled: true,
    ...parts,
  };
}

const johanna = person('johanna', {
  aliases: ['jo@contoso.example'],
  forwarding: { forwardingSmtpAddress: 'johanna@g.contoso.example', deliverToMailboxAndForward: true },
});

const fromHome: InboundConnector = { name: 'From home', enabled: true, senderIpAddresses: ['192.0.2.0/24'] };

function outbound(name: string, recipientDomains: string[], parts: Partial<OutboundConnector> = {}): OutboundConnector {
  return {
    name,
    enabled: true,
    recipientDomains,
    isTransportRuleScoped: false,
    useMxRecord: false,
    smartHosts: ['127.0.0.1:2526'],
    tlsSettings: null,
    concurrency: 5,
    ...parts,
  };
}

const empty = buildDirectory({ change: 0, organisationId: 'o', entries: [] });

function directory(parts: Partial<Directory> = {}): Directory {
  return {
    ...empty,
    organisation: 'Contoso Landscaping',
    domain: 'contoso.example',
    acceptedDomains: [{ name: 'contoso.example', type: 'InternalRelay', matchSubDomains: false }],
    people: [johanna, person('jakob'), person('gone', { enabled: false })],
    inboundConnectors: [fromHome],
    outboundConnectors: [outbound('To home', ['g.contoso.example']), outbound('To outside', ['*'])],
    outboundSpamPolicy: { autoForwardingMode: 'On', from: ['johanna@contoso.example'] },
    bridge: { returnDomain: 'g.contoso.example', answersAddress: 'answers@contoso.example' },
    ...parts,
  };
}

function connection(parts: Partial<Connection> = {}): Connection {
  return {
    id: 'c1',
    remoteAddress: '192.0.2.7',
    greeting: 'mx.contoso.example',
    protocol: 'ESMTP',
    tls: false,
    certificateNames: [],
    ...parts,
  };
}

describe('CONF-1 an empty hub', () => {
  it('knows nobody, and its default policy holds what is unauthenticated and answers nothing', () => {
    assert.deepEqual(empty.booking, defaultBooking);
    assert.equal(empty.booking.unauthenticated, 'hold');
    assert.equal(empty.booking.reply, 'none');
    assert.deepEqual(resolveRecipient(empty, 'johanna@contoso.example'), { kind: 'foreign' });
    assert.equal(acceptRecipient(empty, connection(), '', 'johanna@contoso.example')?.status, '5.7.64');
  });

  it('CONF-2 an entry that is not valid is a fault that names entry and field', () => {
    const entries = [{ kind: 'person', name: 'p1', body: { ...johanna, language: 'de' } }];
    assert.throws(() => buildDirectory({ change: 1, organisationId: 'o', entries }), /person 'p1': language/);
    const rules = [{ kind: 'transportRule', name: 'r1', body: { name: 'r1' } }];
    assert.throws(() => buildDirectory({ change: 1, organisationId: 'o', entries: rules }), /transportRule 'r1'/);
  });
});

describe('CONF-3 who an address is', () => {
  const here = directory();
  const table: [address: string, invitedAs: string | undefined, kind?: string][] = [
    ['johanna@contoso.example', 'johanna@contoso.example'],
    ['Johanna@CONTOSO.example', 'johanna@contoso.example'],
    ['jo@contoso.example', 'jo@contoso.example'],
    ['jo+board@contoso.example', 'jo+board@contoso.example'],
    ['johanna@g.contoso.example', 'johanna@contoso.example'],
    ['jo@G.contoso.example', 'jo@contoso.example'],
    ['jo+board@g.contoso.example', 'jo+board@contoso.example'],
    ['answers@contoso.example', undefined, 'answers'],
    ['nobody@contoso.example', undefined, 'unknown'],
    ['nobody@g.contoso.example', undefined, 'unknown'],
    ['gone@contoso.example', undefined, 'unknown'],
    ['johanna@sub.contoso.example', undefined, 'foreign'],
    ['outsider@fabrikam.example', undefined, 'foreign'],
    ['johanna', undefined, 'foreign'],
    ['', undefined, 'foreign'],
  ];
  for (const [address, invitedAs, kind = 'person'] of table) {
    it(`${address || 'the null address'} is ${invitedAs ?? kind}`, () => {
      const resolved = resolveRecipient(here, address);
      assert.equal(resolved.kind, kind);
      if (resolved.kind === 'person') {
        assert.equal(resolved.person, johanna);
        assert.equal(resolved.invitedAs, invitedAs);
      }
    });
  }

  it('CONF-4 a domain that matches subdomains takes them in', () => {
    const wide = directory({
      acceptedDomains: [{ name: 'contoso.example', type: 'Authoritative', matchSubDomains: true }],
    });
    assert.equal(resolveRecipient(wide, 'jo@eu.contoso.example').kind, 'person');
    assert.equal(resolveRecipient(wide, 'nobody@eu.contoso.example').kind, 'unknown');
    assert.equal(isOwnDomain(wide, 'EU.contoso.example'), true);
    assert.equal(isOwnDomain(here, 'eu.contoso.example'), false);
    assert.equal(isOwnDomain(here, 'g.contoso.example'), true);
    assert.equal(isOwnDomain(here, ''), false);
  });

  it('a person who left is known by id, for the calendar stays', () => {
    assert.equal(personById(here, 'id-gone')?.enabled, false);
    assert.deepEqual(addressesOf(johanna), ['johanna@contoso.example', 'jo@contoso.example']);
  });
});

describe('CONF-5 inbound connectors', () => {
  const table: [string, Partial<InboundConnector>, Partial<Connection>, boolean][] = [
    ['range', {}, {}, true],
    ['outside the range', {}, { remoteAddress: '198.51.100.1' }, false],
    ['IPv6 range', { senderIpAddresses: ['2001:db8::/32'] }, { remoteAddress: '2001:db8::1' }, true],
    ['disabled', { enabled: false }, {}, false],
    ['no mark at all', { senderIpAddresses: [] }, {}, false],
    [
      'certificate',
      { senderIpAddresses: [], tlsSenderCertificateName: 'mx.contoso.example' },
      { tls: true, certificateNames: ['mx.contoso.example'] },
      true,
    ],
    [
      'wildcard in the certificate',
      { senderIpAddresses: [], tlsSenderCertificateName: 'mx.contoso.example' },
      { tls: true, certificateNames: ['*.contoso.example'] },
      true,
    ],
    [
      'wildcard in the connector',
      { senderIpAddresses: [], tlsSenderCertificateName: '*.contoso.example' },
      { tls: true, certificateNames: ['mx.contoso.example'] },
      true,
    ],
    [
      'a wildcard is one label',
      { senderIpAddresses: [], tlsSenderCertificateName: '*.contoso.example' },
      { tls: true, certificateNames: ['a.b.contoso.example'] },
      false,
    ],
    ['no certificate', { senderIpAddresses: [], tlsSenderCertificateName: 'mx.contoso.example' }, { tls: true }, false],
    ['user', { senderIpAddresses: [], smtpAuthUser: 'home' }, { authenticatedAs: 'home' }, true],
    ['another user', { senderIpAddresses: [], smtpAuthUser: 'home' }, { authenticatedAs: 'johanna' }, false],
    ['range without the user it also asks for', { smtpAuthUser: 'home' }, {}, false],
  ];
  for (const [what, connector, peer, found] of table) {
    it(what, () => {
      const here = directory({ inboundConnectors: [{ ...fromHome, ...connector }] });
      assert.equal(inboundConnectorFor(here, connection(peer))?.name, found ? 'From home' : undefined);
    });
  }
});

describe('CONF-6 outbound connectors', () => {
  const here = directory({
    outboundConnectors: [
      outbound('all', ['*']),
      outbound('subdomains', ['*.fabrikam.example']),
      outbound('exact', ['eu.fabrikam.example']),
      outbound('deeper', ['*.eu.fabrikam.example']),
      outbound('off', ['off.example'], { enabled: false }),
      outbound('scoped', ['scoped.example'], { isTransportRuleScoped: true }),
    ],
  });
  const table: [address: string, rule: string | undefined, name: string | undefined][] = [
    ['a@tailspin.example', undefined, 'all'],
    ['a@fabrikam.example', undefined, 'all'],
    ['a@us.fabrikam.example', undefined, 'subdomains'],
    ['a@EU.fabrikam.example', undefined, 'exact'],
    ['a@x.eu.fabrikam.example', undefined, 'deeper'],
    ['a@off.example', undefined, 'all'],
    ['a@scoped.example', undefined, 'all'],
    ['a@tailspin.example', 'scoped', 'scoped'],
    ['a@tailspin.example', 'off', undefined],
    ['a@tailspin.example', 'no such', undefined],
  ];
  for (const [address, rule, name] of table) {
    it(`${address}${rule ? ` by rule '${rule}'` : ''} leaves by ${name ?? 'none'}`, () => {
      assert.equal(outboundConnectorFor(here, address, rule)?.name, name);
    });
  }
});

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
