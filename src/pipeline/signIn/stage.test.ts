import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directory, johanna, person } from '../../directory/contosoFixture.ts';
import { mayUseConsole } from '../../directory/recipients.ts';
import { buildDirectory } from '../../directory/snapshot.ts';
import { type IdentityClaims, personMeant, saysSeveralFactors } from './identity.ts';
import { type Proof, reaches, stageOf } from './stage.ts';

test('SIGN-7 a password alone takes who can change things for all to the second factor, and no further', () => {
  const base: Proof = {
    ...{ role: 'person', method: 'password', severalFactors: false, enrolled: false, policy: 'administrators' },
  };
  const rows: [Partial<Proof>, string][] = [
    [{}, 'complete'],
    [{ enrolled: true }, 'secondFactor'],
    [{ policy: 'all' }, 'enrolment'],
    [{ role: 'administrator' }, 'enrolment'],
    [{ role: 'helpdesk' }, 'enrolment'],
    [{ role: 'administrator', enrolled: true }, 'secondFactor'],
    [{ role: 'administrator', method: 'identityProvider' }, 'enrolment'],
    [{ role: 'administrator', method: 'identityProvider', severalFactors: true }, 'complete'],
    [{ role: 'administrator', method: 'passkey', enrolled: true, policy: 'all' }, 'complete'],
    [{ role: 'administrator', method: 'link' }, 'complete'],
  ];
  for (const [change, stage] of rows) assert.equal(stageOf({ ...base, ...change }), stage, JSON.stringify(change));
});

test('SIGN-8 a role reaches what a lesser one may, and no more', () => {
  assert.deepEqual(
    (['administrator', 'helpdesk', 'person'] as const).map((role) =>
      (['administrator', 'helpdesk', 'person'] as const).filter((needed) => reaches(role, needed)).join(' '),
    ),
    ['administrator helpdesk person', 'helpdesk person', 'person'],
  );
});

test('SIGN-6 an identity provider is believed for its domains, and for an email it has verified', () => {
  const people = [johanna, person('jakob'), person('gone', { enabled: false })];
  const casMailboxes = new Map([['id-jakob', { owaEnabled: false, popEnabled: true }]]);
  const here = directory({ people, casMailboxes });
  const settings = { issuer: 'https://id.contoso.example', clientId: 'x', clientSecret: 'env:X', domains: [] };
  const base: IdentityClaims = { issuer: settings.issuer, subject: '1', emailVerified: false, methods: [] };
  const meant = (claims: Partial<IdentityClaims>, domains: string[] = []) =>
    personMeant(here, { ...settings, domains }, { ...base, ...claims })?.address;
  assert.equal(meant({ email: 'Jo@contoso.example', emailVerified: true }), 'johanna@contoso.example');
  assert.equal(meant({ email: 'johanna@contoso.example' }), undefined);
  assert.equal(meant({ preferredUsername: 'johanna@contoso.example' }), 'johanna@contoso.example');
  assert.equal(meant({ preferredUsername: 'johanna' }), undefined);
  assert.equal(meant({ preferredUsername: 'johanna@fabrikam.example' }), undefined);
  assert.equal(meant({ preferredUsername: 'johanna@contoso.example' }, ['other.example']), undefined);
  assert.equal(meant({ preferredUsername: 'jakob@contoso.example' }), undefined);
  assert.equal(meant({ preferredUsername: 'gone@contoso.example' }), undefined);
  assert.equal(meant({}), undefined);
  assert.equal(saysSeveralFactors({ ...base, methods: ['pwd', 'mfa'] }), true);
  assert.equal(saysSeveralFactors({ ...base, methods: ['pwd'] }), false);
});

test('SIGN-14 the configuration says whose console is closed', () => {
  const entry = (id: string, owaEnabled: boolean) => ({
    ...{ kind: 'casMailbox', name: id, body: { owaEnabled, popEnabled: true } },
  });
  const entries = [entry('id-johanna', true), entry('id-jakob', false)];
  const read = buildDirectory({ change: 1, organisationId: 'o', entries });
  const open = [johanna, person('jakob'), person('tomislav'), person('gone', { enabled: false })].map((one) =>
    mayUseConsole(read, one),
  );
  assert.deepEqual(open, [true, false, true, false]);
});
