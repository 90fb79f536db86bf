import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openExchange } from './exchange.ts';
import { invitation } from './hub.ts';

const sku = '3ab6abff-666f-4424-bfb7-f0bc274ec7bc';
const maria = {
  ...{
    accountEnabled: true,
    displayName: 'Maria Vogel',
    mailNickname: 'maria',
    userPrincipalName: 'maria@contoso.example',
  },
  ...{ givenName: 'Maria', passwordProfile: { password: 'x' } },
};
const licence = { addLicenses: [{ skuId: sku, disabledPlans: [] }], removeLicenses: [] };

test('GRAPH-21 a client makes users, licenses and changes them; a person may not', async (t) => {
  const { ask, credentials, person, hub, receive } = await openExchange(t);
  const made = await ask('POST', '/users', maria);
  assert.equal(made.status, 201);
  const user = `/users/${made.body.id}`;
  const arrive = () => receive(invitation({ uid: 'u1', to: 'maria@contoso.example' }), 'maria@contoso.example');
  await arrive();
  assert.deepEqual(await hub.store.reads.objects(`${made.body.id}/calendar`), []);
  assert.match((await ask('POST', `${user}/assignLicense`, licence)).body.error.message, /invalid usage location/);
  assert.equal(
    (
      await ask('PATCH', user, {
        usageLocation: 'fr',
        preferredLanguage: 'fr-FR',
        proxyAddresses: ['SMTP:maria@contoso.example', 'smtp:m.vogel@contoso.example'],
      })
    ).status,
    204,
  );
  const licensed = await ask('POST', `${user}/assignLicense`, licence);
  assert.deepEqual(licensed.body.assignedLicenses, [{ skuId: sku, disabledPlans: [] }]);
  await arrive();
  assert.equal((await hub.store.reads.objects(`${made.body.id}/calendar`)).length, 1);
  assert.equal((await ask('GET', `${user}/licenseDetails`)).body.value[0].skuPartNumber, 'TEAMS_ESSENTIALS_AAD');
  assert.equal((await ask('GET', '/subscribedSkus')).body.value[0].consumedUnits, 4);
  assert.equal(
    (await ask('PATCH', `${user}/mailboxSettings`, { timeZone: 'W. Europe Standard Time' })).body.timeZone,
    'Europe/Berlin',
  );
  const read = (await ask('GET', '/users/m.vogel@contoso.example?$select=givenName,usageLocation,preferredLanguage'))
    .body;
  assert.deepEqual([read.givenName, read.usageLocation, read.preferredLanguage], ['Maria', 'FR', 'fr-FR']);
  assert.equal(person('maria').language, 'fr');
  const johanna = { authorization: `Bearer ${await credentials.createToken(person('johanna').id, 'x')}` };
  for (const [method, path] of [
    ['POST', '/users'],
    ['PATCH', user],
    ['DELETE', user],
    ['GET', '/domains'],
    ['GET', '/subscribedSkus'],
    ['POST', `${user}/assignLicense`],
  ] as const) {
    assert.equal(
      (await ask(method, path, method === 'GET' ? undefined : {}, johanna)).status,
      403,
      `${method} ${path}`,
    );
  }
});

test('GRAPH-22 a principal name is of a verified domain and of one user; a removed user is disabled and finds her calendar again', async (t) => {
  const { ask, receive, hub } = await openExchange(t);
  const refused = async (wish: object) => (await ask('POST', '/users', { ...maria, ...wish })).body.error.message;
  assert.match(await refused({ userPrincipalName: 'maria@fabrikam.example' }), /verified domain names/);
  assert.match(await refused({ userPrincipalName: 'jo@contoso.example' }), /already exists/);
  assert.match(await refused({ displayName: undefined }), /displayName/);
  const { body } = await ask('POST', '/users', { ...maria, usageLocation: 'DE' });
  await ask('POST', `/users/${body.id}/assignLicense`, licence);
  await receive(invitation({ uid: 'u1', to: 'maria@contoso.example' }), 'maria@contoso.example');
  assert.equal((await ask('DELETE', `/users/${body.id}`)).status, 204);
  assert.equal((await ask('GET', `/users/${body.id}`)).status, 404);
  const list = await ask('GET', "/users?$filter=startswith(userPrincipalName,'maria')");
  assert.deepEqual(list.body.value, []);
  assert.equal(hub.directory().people.find(({ id }) => id === body.id)?.enabled, false);
  const again = await ask('POST', '/users', maria);
  assert.deepEqual([again.status, again.body.id], [201, body.id]);
  assert.equal((await hub.store.reads.objects(`${body.id}/calendar`)).length, 1);
  assert.equal((await ask('PATCH', `/users/${body.id}`, { accountEnabled: false })).status, 204);
  assert.equal((await ask('GET', `/users/${body.id}`)).body.accountEnabled, false);
});

test('GRAPH-23 a domain is added, proved, accepted for mail, made the default, and removed when nobody uses it', async (t) => {
  const { ask, receive, hub, objects } = await openExchange(t);
  const made = await ask('POST', '/domains', { id: 'Woodgrove.example' });
  assert.deepEqual([made.status, made.body.id, made.body.isVerified], [201, 'woodgrove.example', false]);
  assert.equal((await ask('POST', '/domains', { id: 'woodgrove.example' })).status, 400);
  assert.equal((await ask('PATCH', '/domains/woodgrove.example', { isDefault: true })).status, 400);
  const [record] = (await ask('GET', '/domains/woodgrove.example/verificationDnsRecords')).body.value;
  assert.match(record.text, /^MS=ms\d{8}$/);
  assert.equal((await ask('POST', '/domains/woodgrove.example/verify', {})).body.isVerified, true);
  assert.equal((await ask('POST', '/domains', { id: 'g.woodgrove.example' })).body.isVerified, true);
  const arrive = async () =>
    (await receive(invitation({ uid: 'u1', to: 'x@woodgrove.example' }), 'x@woodgrove.example')).outcome;
  const before = await arrive();
  assert.ok(before.kind === 'refusal' && before.status === '5.7.64');
  assert.equal((await ask('PATCH', '/domains/woodgrove.example', { supportedServices: ['Email'] })).status, 204);
  const accepted = await arrive();
  assert.ok(accepted.kind === 'refusal' && accepted.status === '5.4.1');
  await objects('Set-AcceptedDomain', { Identity: 'woodgrove.example', DomainType: 'InternalRelay' });
  assert.deepEqual((await ask('GET', '/domains/woodgrove.example')).body.supportedServices, [
    'Email',
    'EmailInternalRelayOnly',
  ]);
  await ask('PATCH', '/domains/woodgrove.example', { isDefault: true });
  assert.equal(hub.directory().domain, 'woodgrove.example');
  assert.equal(
    (await ask('GET', '/organization')).body.value[0].verifiedDomains.find(
      ({ isDefault }: { isDefault: boolean }) => isDefault,
    ).name,
    'woodgrove.example',
  );
  assert.equal((await ask('DELETE', '/domains/woodgrove.example')).status, 400);
  assert.match((await ask('DELETE', '/domains/contoso.example')).body.error.message, /referenced by the user/);
  await ask('PATCH', '/domains/contoso.example', { isDefault: true });
  assert.equal((await ask('DELETE', '/domains/woodgrove.example')).status, 204);
  assert.equal((await ask('GET', '/domains/woodgrove.example')).status, 404);
  const [dkim] = (await ask('GET', '/domains/contoso.example/serviceConfigurationRecords')).body.value;
  assert.deepEqual([dkim.label, dkim.text], ['s1._domainkey.contoso.example', 'v=DKIM1; k=rsa; p=AAAA']);
  const batch = await ask('POST', '/$batch', {
    requests: [
      { id: '1', method: 'GET', url: '/organization' },
      { id: '2', method: 'GET', url: '/domains/nowhere.example' },
    ],
  });
  assert.deepEqual(
    batch.body.responses.map(({ status }: { status: number }) => status),
    [200, 404],
  );
});

test('EXO-13 who is made after the plan was changed starts with what it says', async (t) => {
  const { ask, objects, hub } = await openExchange(t);
  await objects('Set-CASMailboxPlan', { Identity: 'ExchangeOnlineDeskless', OWAEnabled: false });
  const { body } = await ask('POST', '/users', maria);
  assert.equal(hub.directory().casMailboxes?.get(body.id)?.owaEnabled, false);
});

test('API-11 settings that Microsoft has no words for are read and written by an administrator, against their tag', async (t) => {
  const { ask, credentials, hub, token } = await openExchange(t);
  const admin = { authorization: `Bearer ${await credentials.localAdmin()}` };
  assert.equal(
    (await ask('GET', '/api/v1/settings/booking', undefined, { authorization: `Bearer ${token}` })).status,
    401,
  );
  const read = await ask('GET', '/api/v1/settings/booking', undefined, admin);
  assert.equal(read.body.unauthenticated, 'hold');
  const tag = read.headers.get('etag') ?? '';
  const put = (kind: string, body: object, more = {}) =>
    ask('PUT', `/api/v1/settings/${kind}`, body, { ...admin, ...more });
  const written = await put('booking', { ...read.body, unauthenticated: 'drop' }, { 'if-match': tag });
  assert.deepEqual([written.status, hub.directory().booking.unauthenticated], [200, 'drop']);
  assert.notEqual(written.headers.get('etag'), tag);
  assert.equal((await put('booking', read.body, { 'if-match': tag })).status, 412);
  assert.equal((await put('booking', { ...read.body, unauthenticated: 'maybe' })).status, 400);
  assert.equal(
    (await put('bridge', { returnDomain: 'h.contoso.example', answersAddress: 'answers@contoso.example' })).status,
    200,
  );
  assert.equal(hub.directory().bridge.returnDomain, 'h.contoso.example');
  const cycle = await put('bridge', { returnDomain: 'contoso.example' });
  assert.deepEqual([cycle.status, cycle.body.error.code], [422, 'mail-cycle']);
  await put('organisation', { name: 'Contoso Gardens' });
  assert.deepEqual([hub.directory().organisation, hub.directory().domain], ['Contoso Gardens', 'contoso.example']);
  await put('meetings', {});
  assert.deepEqual(hub.directory().meetings, {});
  const connectors = (await ask('GET', '/api/v1/settings/connectors', undefined, admin)).body;
  const [first, ...others] = connectors.outbound;
  await put('connectors', {
    inbound: [{ name: 'From home', smtpAuthUser: 'home' }],
    outbound: [{ ...first, concurrency: 3 }, ...others],
  });
  assert.equal(hub.directory().inboundConnectors[0]?.smtpAuthUser, 'home');
  assert.equal(hub.directory().outboundConnectors.find(({ name }) => name === first.name)?.concurrency, 3);
  assert.equal((await put('connectors', { inbound: [{ name: 'nowhere' }], outbound: [] })).status, 404);
  const { paths } = (await ask('GET', '/api/v1/openapi.json', undefined, admin)).body;
  assert.ok(paths['/api/v1/settings/bridge']?.put ?? paths['/settings/bridge']?.put);
});
