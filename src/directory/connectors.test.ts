import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../mail/envelope.ts';
import { connection, directory, fromHome, outbound } from './contosoFixture.ts';
import { inboundConnectorFor, outboundConnectorFor } from './recipients.ts';
import type { InboundConnector } from './types.ts';

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
