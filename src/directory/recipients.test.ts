import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptRecipient } from './acceptance.ts';
import { connection, directory, empty, johanna } from './contosoFixture.ts';
import { addressesOf, isOwnDomain, personById, resolveRecipient } from './recipients.ts';
import { buildDirectory, defaultBooking } from './snapshot.ts';

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
    ['Postmaster', undefined, 'unknown'],
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
