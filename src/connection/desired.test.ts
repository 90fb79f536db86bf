import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConnection } from './desired.ts';
import { sampleConnection } from './sample.ts';

const base = `organisation: Contoso Landscaping
domain: contoso.example
hub: { kind: passerelle, url: http://127.0.0.1:8080 }
home:
  kind: postfix
  smartHost: 127.0.0.1:2526
  returnDomain: g.contoso.example
  copiesFrom: [127.0.0.1/32]
people:
  - { address: johanna@contoso.example, name: Johanna Winter }
`;

function connectionOf(text: string) {
  const read = readConnection(text);
  assert.equal(read.kind, 'connection', JSON.stringify(read));
  if (read.kind !== 'connection') throw new Error('unreachable');
  return read.connection;
}

function problemsOf(text: string): string[] {
  const read = readConnection(text);
  assert.equal(read.kind, 'problems', 'expected problems');
  return read.kind === 'problems'
    ? read.problems.map(({ line, column, field, message }) => `${line}:${column} ${field}: ${message}`)
    : [];
}

describe('CONF-20 connection.yaml is read and completed', () => {
  it('the sample', () => {
    const sample = connectionOf(sampleConnection({ homePort: 4025, hubUrl: 'http://127.0.0.1:8080' }));
    assert.equal(sample.home.smartHost, '127.0.0.1:4025');
    assert.deepEqual(sample.home.copiesFrom, { addresses: ['127.0.0.1/32'] });
    assert.deepEqual(
      sample.people.map(({ address, language, timeZone, aliases }) => [address, language, timeZone, aliases]),
      [
        ['johanna@contoso.example', 'fr', 'Europe/Paris', ['jo@contoso.example']],
        ['jakob@contoso.example', 'en', 'Europe/Paris', []],
        ['tomislav@contoso.example', 'en', 'Europe/Zagreb', []],
      ],
    );
  });

  it('defaults: outside mail by the home’s smart host, strangers held, nobody answered', () => {
    const { outbound, booking, meetings, dns, people } = connectionOf(base);
    assert.deepEqual(outbound, { via: 'home', host: '127.0.0.1:2526' });
    assert.deepEqual(booking, {
      ownOrganisation: 'tentative',
      knownCorrespondent: 'tentative',
      authenticatedStranger: 'tentative',
      unauthenticated: 'hold',
      reply: 'none',
      publish: 'drop',
      freeBusy: 'ownOrganisation',
    });
    assert.deepEqual(meetings, {});
    assert.deepEqual(dns, { kind: 'manual' });
    assert.equal(people[0]?.licence, 'essentials');
  });

  const sources: [string, object][] = [
    ['copiesFrom: [192.0.2.0/24, "2001:db8::/32"]', { addresses: ['192.0.2.0/24', '2001:db8::/32'] }],
    ['copiesFrom: { tlsCertificate: MX.contoso.example }', { addresses: [], tlsCertificate: 'mx.contoso.example' }],
    ['copiesFrom: { smtpAuth: home }', { addresses: [], smtpAuth: 'home' }],
    ['copiesFrom: [192.0.2.1, { smtpAuth: home }]', { addresses: ['192.0.2.1'], smtpAuth: 'home' }],
    ['tlsCertificate: mx.contoso.example', { addresses: [], tlsCertificate: 'mx.contoso.example' }],
    ['smtpAuth: home', { addresses: [], smtpAuth: 'home' }],
  ];
  for (const [written, source] of sources) {
    it(written, () =>
      assert.deepEqual(connectionOf(base.replace('copiesFrom: [127.0.0.1/32]', written)).home.copiesFrom, source),
    );
  }

  it('a Microsoft 365 hub, with credentials by reference', () => {
    const hub =
      'hub: { kind: microsoft365, tenant: contoso.example, credentials: { clientId: abc, secret: env:M365_SECRET }, bridge: none }';
    assert.equal(connectionOf(base.replace(/hub:.*/, hub)).hub.kind, 'microsoft365');
    assert.match(
      problemsOf(base.replace(/hub:.*/, hub.replace('env:M365_SECRET', 'hunter2'))).join(),
      /^3:\d+ hub.credentials.secret: expected a reference/,
    );
  });

  it('mail to outsiders with a sign-in, or by MX', () => {
    const auth = { user: 'hub', secret: 'env:HOME_PASSWORD' };
    assert.deepEqual(
      connectionOf(
        `${base}outbound: { via: home, host: "mail.contoso.example:587", auth: { user: hub, secret: env:HOME_PASSWORD } }\n`,
      ).outbound,
      { via: 'home', host: 'mail.contoso.example:587', auth },
    );
    assert.deepEqual(connectionOf(`${base}outbound: { via: mx }\n`).outbound, { via: 'mx' });
  });
});

describe('CONF-21 what is wrong is named by line, column, field and what was expected', () => {
  const table: [what: string, from: string | RegExp, to: string, problem: RegExp][] = [
    [
      'a key that is misspelt',
      'smartHost:',
      'smarthost:',
      /^6:3 home\.smarthost: is not known here: did you mean 'smartHost'\?/,
    ],
    [
      'a key that is nothing like',
      'people:',
      'robots: 3\npeople:',
      /^9:1 robots: is not known here: expected one of organisation, domain/,
    ],
    [
      'a key that is missing',
      '  returnDomain: g.contoso.example\n',
      '',
      /^4:1 home\.returnDomain: is missing: expected a domain name/,
    ],
    [
      'an unknown kind of home',
      'kind: postfix',
      'kind: sendmail',
      /^5:9 home\.kind: expected google-workspace or gmail or exchange-server or postfix or smtp, found 'sendmail'/,
    ],
    [
      'an unknown kind of hub',
      'kind: passerelle',
      'kind: nextcloud',
      /^3:\d+ hub(\.kind)?: expected passerelle or microsoft365/,
    ],
    [
      'a range that is none',
      '127.0.0.1/32',
      '127.0.0.1/40',
      /^8:16 home\.copiesFrom\[0\]: '127\.0\.0\.1\/40' is no address range/,
    ],
    ['a range that is everybody', '127.0.0.1/32', '0.0.0.0/0', /^8:16 home\.copiesFrom\[0\]: .* is everybody/],
    [
      'a list that is a text',
      'copiesFrom: [127.0.0.1/32]',
      'copiesFrom: 127.0.0.1',
      /^8:15 home\.copiesFrom: expected address ranges, tlsCertificate or smtpAuth, found '127\.0\.0\.1'/,
    ],
    ['nobody to take copies from', '  copiesFrom: [127.0.0.1/32]\n', '', /^4:1 home\.copiesFrom: is missing/],
    [
      'a misspelt mark',
      'copiesFrom: [127.0.0.1/32]',
      'copiesFrom: { tlsCertifcate: mx.contoso.example }',
      /home\.copiesFrom\.tlsCertifcate: is not known here: did you mean 'tlsCertificate'/,
    ],
    [
      'a return domain that is the domain',
      'g.contoso.example',
      'contoso.example',
      /^7:17 home\.returnDomain: expected a domain other than contoso\.example/,
    ],
    [
      'a return domain that is its parent',
      'domain: contoso.example',
      'domain: mail.g.contoso.example',
      /^7:17 home\.returnDomain: expected a subdomain of mail\.g\.contoso\.example or another domain, found its parent/,
    ],
    [
      'a smart host that is none',
      '127.0.0.1:2526',
      '127.0.0.1:99999',
      /^6:14 home\.smartHost: expected a host or host:port/,
    ],
    [
      'a smart host that is the hub',
      '127.0.0.1:2526',
      '127.0.0.1:8080',
      /^6:14 home\.smartHost: expected a mail server of the home, found the hub itself/,
    ],
    [
      'answers outside the domain',
      '  copiesFrom',
      '  answers: a@fabrikam.example\n  copiesFrom',
      /^8:12 home\.answers: expected an address in contoso\.example/,
    ],
    [
      'an address outside the domain',
      'johanna@contoso',
      'johanna@fabrikam',
      /^10:16 people\[0\]\.address: expected an address in contoso\.example, found 'johanna@fabrikam\.example'/,
    ],
    [
      'an address that is none',
      'johanna@contoso.example',
      'johanna',
      /^10:16 people\[0\]\.address: expected a mail address/,
    ],
    [
      'a time zone that is none',
      'Winter }',
      'Winter, timeZone: Europe/Pari }',
      /^10:\d+ people\[0\]\.timeZone: expected an IANA time zone like Europe\/Paris, found 'Europe\/Pari'/,
    ],
    ['an offset for a time zone', 'Winter }', 'Winter, timeZone: "+01:00" }', /timeZone: expected an IANA time zone/],
    [
      'a language not spoken here',
      'Winter }',
      'Winter, language: de }',
      /people\[0\]\.language: expected en or fr, found 'de'/,
    ],
    [
      'an address twice',
      'Winter }',
      'Winter, aliases: [Johanna@Contoso.example] }',
      /people\[0\]\.aliases\[0\]: 'johanna@contoso\.example' is used already, at people\[0\]\.address/,
    ],
    [
      'a template without {id}',
      'people:',
      'meetings: { urlTemplate: "https://meet.contoso.example/" }\npeople:',
      /^9:\d+ meetings\.urlTemplate: expected \{id\} in it/,
    ],
    [
      'mail by MX with a host',
      'people:',
      'outbound: { via: mx, host: a.example }\npeople:',
      /^9:\d+ outbound\.host: is not known here/,
    ],
    [
      'a number for a name',
      'organisation: Contoso Landscaping',
      'organisation: 7',
      /^1:15 organisation: expected a name, found '7'/,
    ],
    [
      'DNS by a provider',
      'people:',
      'dns: { kind: route53 }\npeople:',
      /^9:\d+ dns\.kind: expected manual or rfc2136, found 'route53'/,
    ],
    [
      'a key twice',
      'domain: contoso.example\n',
      'domain: contoso.example\ndomain: fabrikam.example\n',
      /^3:1 .*unique/,
    ],
    ['broken YAML', 'people:', 'people: [', /^\d+:\d+ : /],
  ];
  for (const [what, from, to, problem] of table) {
    it(what, () => {
      const problems = problemsOf(base.replace(from, to));
      assert.ok(
        problems.some((one) => problem.test(one)),
        problems.join('\n'),
      );
    });
  }

  it('everything at once, in the order of the file', () => {
    const problems = problemsOf(
      base.replace('127.0.0.1/32', 'x').replace('johanna@', '').replace('kind: postfix', 'kind: x'),
    );
    assert.deepEqual(
      problems.map((one) => one.split(':')[0]),
      ['5', '8', '10'],
    );
  });

  it('an empty file, a list, and aliases without end', () => {
    assert.match(problemsOf('')[0] ?? '', /^1:1 : expected keys and values/);
    assert.match(problemsOf('- a\n- b\n')[0] ?? '', /^1:1 : expected keys and values, found a list/);
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e'].map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcd'[i]}`).join(', ')}]`).join('\n')}\n`;
    assert.ok(problemsOf(bomb).length > 0);
  });
});

describe('CONF-22 who changes DNS and the home, where the connection may do it itself', () => {
  const dns = (text: string) => `${base}dns: ${text}\n`;
  const tsigKey = '{ name: passerelle, secret: env:DNS_KEY }';
  const home = (kind: string, more: string) =>
    base.replace('kind: postfix', `kind: ${kind}`).replace('copiesFrom:', `${more}\n  copiesFrom:`);

  it('a primary that takes signed updates', () => {
    const written = dns(`{ kind: rfc2136, server: '192.0.2.53', zone: example, tsigKey: ${tsigKey} }`);
    assert.match(problemsOf(written).join(), /dns.zone: expected a domain name/);
    assert.deepEqual(
      connectionOf(dns(`{ kind: rfc2136, server: '192.0.2.53', zone: contoso.example, tsigKey: ${tsigKey} }`)).dns,
      {
        kind: 'rfc2136',
        server: '192.0.2.53',
        zone: 'contoso.example',
        tsigKey: { name: 'passerelle', secret: 'env:DNS_KEY' },
      },
    );
  });

  it('another zone, a secret in the file, an unknown kind', () => {
    assert.match(
      problemsOf(dns(`{ kind: rfc2136, server: ns1, zone: fabrikam.example, tsigKey: ${tsigKey} }`)).join(),
      /dns\.zone: expected the zone that contoso\.example is in/,
    );
    assert.match(
      problemsOf(
        dns('{ kind: rfc2136, server: ns1, zone: contoso.example, tsigKey: { name: a, secret: c2VjcmV0 } }'),
      ).join(),
      /dns\.tsigKey\.secret: expected a reference/,
    );
  });

  it('a Postfix on this machine, a service account of Google', () => {
    assert.equal(connectionOf(home('postfix', 'configDirectory: /etc/postfix')).home.configDirectory, '/etc/postfix');
    const credentials = "credentials: { serviceAccount: 'file:/key.json', admin: admin@contoso.example }";
    assert.deepEqual(connectionOf(home('google-workspace', credentials)).home.credentials, {
      serviceAccount: 'file:/key.json',
      admin: 'admin@contoso.example',
    });
  });

  it('keys of another kind of home are refused', () => {
    assert.match(
      problemsOf(home('smtp', 'configDirectory: /etc/postfix')).join(),
      /home\.configDirectory: is for kind postfix only/,
    );
    assert.match(problemsOf(home('postfix', 'configDirectory: ../etc')).join(), /expected an absolute path/);
  });
});
