import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openExchange } from './exchange.ts';
import { invitation } from './hub.ts';

test('EXO-1 an object is told in the wire format of InvokeCommand, with its types', async (t) => {
  const { cmdlet } = await openExchange(t);
  const { status, headers, body } = await cmdlet('Get-AcceptedDomain');
  assert.equal(status, 200);
  assert.match(
    body['@odata.context'],
    /\/adminapi\/beta\/[0-9a-f-]{36}\/\$metadata#Collection\(Exchange\.GenericHashTable\)$/,
  );
  assert.deepEqual(body['@adminapi.warnings'], []);
  const [domain] = body.value;
  assert.equal(domain.DomainName, 'contoso.example');
  assert.equal(domain.DomainType, 'InternalRelay');
  assert.equal(domain.Default, true);
  assert.equal(domain['Guid@odata.type'], '#Guid');
  assert.match(domain.Guid, /^[0-9a-f]{8}-[0-9a-f]{4}-8/);
  assert.match(headers.get('request-id') ?? '', /^[0-9a-f-]{36}$/);
});

test('EXO-2 only a client of the organisation is answered, over beta, for its own tenant', async (t) => {
  const { origin, tenant, post, credentials, person, token } = await openExchange(t);
  const input = { CmdletInput: { CmdletName: 'Get-AcceptedDomain' } };
  const asked = async (path: string, bearer: string, headers = {}) =>
    (await post(`${origin}/adminapi/${path}/InvokeCommand`, input, { authorization: `Bearer ${bearer}`, ...headers }))
      .status;
  assert.equal(await asked(`beta/${tenant}`, token), 200);
  assert.equal(await asked('beta/contoso.example', token), 200);
  assert.equal(await asked(`beta/${tenant}`, 'nonsense'), 401);
  assert.equal(await asked(`beta/${tenant}`, await credentials.localAdmin()), 401);
  assert.equal(await asked(`beta/${tenant}`, await credentials.createToken(person('johanna').id, 'x')), 403);
  assert.equal(await asked('beta/fabrikam.example', token), 403);
  assert.equal(await asked(`v1.0/${tenant}`, token), 405);
  const anchor = 'APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@';
  assert.equal(await asked(`beta/${tenant}`, token, { 'x-anchormailbox': `${anchor}${tenant}` }), 200);
  assert.equal(await asked(`beta/${tenant}`, token, { 'x-anchormailbox': `${anchor}fabrikam.example` }), 400);
  const graphToken = await credentials.issueAccessToken('test', 'graph');
  assert.equal(await asked(`beta/${tenant}`, graphToken), 401);
});

test('EXO-3 what is unknown or ill-typed is refused as Exchange refuses it, and nothing is changed', async (t) => {
  const { cmdlet, refusal, store } = await openExchange(t);
  const before = await store.reads.configuration();
  const unknown = await cmdlet('Get-HostOutboundSpamFilterPolicy');
  assert.deepEqual([unknown.status, unknown.body], [403, undefined]);
  const binding = 'System.Management.Automation.ParameterBindingException';
  assert.deepEqual(await refusal('Set-AcceptedDomain', { Identity: 'contoso.example', DomianType: 'InternalRelay' }), {
    status: 400,
    type: binding,
    text: "A parameter cannot be found that matches parameter name 'DomianType'.",
  });
  assert.equal((await refusal('Set-AcceptedDomain', { DomainType: 'InternalRelay' })).type, binding);
  assert.equal(
    (await refusal('Set-AcceptedDomain', { Identity: 'contoso.example', MatchSubDomains: 'yes' })).type,
    binding,
  );
  assert.match(
    (await refusal('Set-AcceptedDomain', { Identity: 'contoso.example', DomainType: 'Elsewhere' })).text,
    /one of Authoritative, InternalRelay/,
  );
  const missing = await refusal('Set-AcceptedDomain', { Identity: 'fabrikam.example', DomainType: 'InternalRelay' });
  assert.equal(missing.status, 404);
  assert.equal(missing.type, 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException');
  assert.match(
    missing.text,
    /^The operation couldn't be performed because object 'fabrikam.example' couldn't be found/,
  );
  assert.match(
    (await refusal('New-TransportRule', { Name: 'x', Quarantine: true })).text,
    /'Quarantine' can't be used here/,
  );
  assert.equal((await store.reads.configuration()).change, before.change);
});

test('EXO-4 a change holds in the mail flow when it is answered; one that changes nothing is a warning', async (t) => {
  const { cmdlet, receive, store } = await openExchange(t);
  const stranger = () => receive(invitation({ uid: 'u1', to: 'nobody@contoso.example' }), 'nobody@contoso.example');
  assert.equal((await stranger()).outcome.kind, 'accepted');
  const set = { Identity: 'contoso.example', DomainType: 'authoritative' };
  const first = await cmdlet('Set-AcceptedDomain', set);
  assert.deepEqual([first.status, first.body.value, first.body['@adminapi.warnings']], [200, [], []]);
  assert.deepEqual((await stranger()).outcome, {
    kind: 'refusal',
    reply: 550,
    status: '5.4.1',
    text: 'Recipient address rejected: Access denied',
  });
  const { change } = await store.reads.configuration();
  const again = await cmdlet('Set-AcceptedDomain', set);
  assert.match(again.body['@adminapi.warnings'][0], /no settings of 'contoso.example' have been modified/);
  assert.equal((await store.reads.configuration()).change, change);
});

test('EXO-5 what mail flow has no use for is kept and read back as it was written', async (t) => {
  const { objects, cmdlet } = await openExchange(t);
  const written = {
    Name: 'To Gmail',
    ConnectorType: 'OnPremises',
    RecipientDomains: ['g.contoso.example', '*.h.contoso.example'],
    UseMXRecord: false,
    SmartHosts: ['aspmx.l.google.com'],
    TlsSettings: 'EncryptionOnly',
    IsTransportRuleScoped: true,
    Comment: 'managed-by:7f3a',
    CloudServicesMailEnabled: true,
  };
  const [made] = await objects('New-OutboundConnector', written);
  const [read] = await objects('Get-OutboundConnector', { Identity: 'to gmail' });
  assert.deepEqual(read, made);
  for (const [name, value] of Object.entries(written)) assert.deepEqual(read[name], value, name);
  await objects('Set-OutboundConnector', {
    Identity: read.Guid,
    Comment: null,
    RecipientDomains: {
      '@odata.type': '#Exchange.GenericHashTable',
      Add: ['i.contoso.example'],
      Remove: ['G.contoso.example'],
    },
    LastValidationTimestamp: '2026-11-24 09:00:00z',
    IsValidated: true,
  });
  const [after] = await objects('Get-OutboundConnector', { Identity: 'To Gmail' });
  assert.deepEqual(after.RecipientDomains, ['*.h.contoso.example', 'i.contoso.example']);
  assert.deepEqual(
    [after.Comment, after.IsValidated, after.LastValidationTimestamp],
    [null, true, '2026-11-24T09:00:00.000Z'],
  );
  assert.equal((await cmdlet('New-OutboundConnector', written)).status, 400);
});

test('EXO-6 rules keep their order: a priority moves the others, and no number is left out', async (t) => {
  const { objects, hub, refusal } = await openExchange(t);
  const order = async () => (await objects('Get-TransportRule')).map((rule: { Name: string }) => rule.Name);
  const before = await order();
  await objects('New-TransportRule', { Name: 'last', SetHeaderName: 'X-A', SetHeaderValue: '1' });
  await objects('New-TransportRule', {
    Name: 'first',
    Priority: 0,
    SetHeaderName: 'X-B',
    SetHeaderValue: '1',
    Enabled: false,
  });
  assert.deepEqual(await order(), ['first', ...before, 'last']);
  assert.deepEqual(
    hub.directory().transportRules.map(({ priority }) => priority),
    [0, ...before.map((_: string, at: number) => at + 1), before.length + 1],
  );
  await objects('Set-TransportRule', { Identity: 'last', Priority: 0, Comments: 'moved' });
  assert.deepEqual(await order(), ['last', 'first', ...before]);
  await objects('Remove-TransportRule', { Identity: 'last', Confirm: false });
  assert.deepEqual(await order(), ['first', ...before]);
  const [first] = await objects('Get-TransportRule', { Identity: 'first' });
  assert.deepEqual([first.State, first.Priority], ['Disabled', 0]);
  await objects('Enable-TransportRule', { Identity: 'first', Mode: 'Audit' });
  assert.deepEqual(hub.directory().transportRules[0]?.mode, 'Audit');
  assert.match((await refusal('Set-TransportRule', { Identity: 'first', Enabled: true })).text, /'Enabled'/);
  assert.match((await refusal('New-TransportRule', { Name: 'nothing' })).text, /at least one action/);
  assert.match((await refusal('New-TransportRule', { Name: 'half', SetHeaderName: 'X-C' })).text, /need each other/);
});

test('EXO-7 a connector that a rule names stays; validating it sends by it and keeps nothing', async (t) => {
  const { objects, refusal, validated, store } = await openExchange(t);
  await objects('New-OutboundConnector', {
    Name: 'To Gmail',
    ConnectorType: 'OnPremises',
    UseMXRecord: false,
    SmartHosts: ['mx.fabrikam.example'],
    RecipientDomains: ['g.contoso.example'],
    IsTransportRuleScoped: true,
  });
  await objects('New-TransportRule', {
    Name: 'home',
    RecipientDomainIs: 'g.contoso.example',
    RouteMessageOutboundConnector: 'to gmail',
  });
  assert.match(
    (await refusal('Remove-OutboundConnector', { Identity: 'To Gmail' })).text,
    /used by the transport rule 'home'/,
  );
  assert.equal(
    (await refusal('New-TransportRule', { Name: 'x', RouteMessageOutboundConnector: 'nowhere' })).status,
    404,
  );
  const { change } = await store.reads.configuration();
  const results = await objects('Validate-OutboundConnector', {
    Identity: 'To Gmail',
    Recipients: ['jo@g.contoso.example', 'no@g.contoso.example'],
  });
  assert.deepEqual(
    results.map((each: { IsTaskSuccessful: boolean }) => each.IsTaskSuccessful),
    [true, false],
  );
  assert.deepEqual(validated, [
    ['To Gmail', 'jo@g.contoso.example'],
    ['To Gmail', 'no@g.contoso.example'],
  ]);
  assert.match(
    (await refusal('Validate-OutboundConnector', { Identity: 'To Gmail', Recipients: 'jo@fabrikam.example' })).text,
    /isn't in a domain/,
  );
  assert.equal((await store.reads.configuration()).change, change);
  await objects('Remove-TransportRule', { Identity: 'home', Confirm: false });
  await objects('Remove-OutboundConnector', { Identity: 'To Gmail', Confirm: false });
});

test('EXO-8 a batch takes ten cmdlets, answers each by its id, and ends at a failure unless told to go on', async (t) => {
  const { post, hub } = await openExchange(t);
  const part = (id: string, CmdletName: string, Parameters = {}) => ({
    id,
    method: 'POST',
    url: 'https://outlook.office365.com/adminapi/beta/x/InvokeCommand?',
    body: { CmdletInput: { CmdletName, Parameters } },
  });
  const requests = [
    part('a', 'Set-AcceptedDomain', { Identity: 'contoso.example', MatchSubDomains: true }),
    part('b', 'Set-AcceptedDomain', { Identity: 'nowhere.example', MatchSubDomains: true }),
    part('c', 'Get-AcceptedDomain'),
  ];
  const going = await post('/$batch', { requests }, { prefer: 'odata.maxpagesize=1000;odata.continue-on-error' });
  assert.deepEqual(
    going.body.responses.map((each: { id: string; status: number }) => [each.id, each.status]),
    [
      ['a', 200],
      ['b', 404],
      ['c', 200],
    ],
  );
  assert.equal(hub.directory().acceptedDomains[0]?.matchSubDomains, true);
  const ending = await post('/$batch', { requests });
  assert.deepEqual(
    ending.body.responses.map((each: { id: string }) => each.id),
    ['a', 'b'],
  );
  const many = Array.from({ length: 11 }, (_, at) => part(String(at), 'Get-AcceptedDomain'));
  assert.equal((await post('/$batch', { requests: many })).status, 400);
});

test('EXO-9 answers come in pages; the same body at the next link brings the next one', async (t) => {
  const { post, cmdlet, objects } = await openExchange(t);
  for (const name of ['A', 'B', 'C']) {
    await objects('New-InboundConnector', {
      Name: name,
      SenderDomains: '*',
      SenderIPAddresses: ['192.0.2.1'],
      ConnectorType: 'OnPremises',
    });
  }
  const input = { CmdletInput: { CmdletName: 'Get-InboundConnector', Parameters: { ResultSize: 'Unlimited' } } };
  const prefer = { prefer: 'odata.maxpagesize=3' };
  const first = await post('/InvokeCommand?$select=Name', input, prefer);
  assert.equal(first.body.value.length, 3);
  const second = await post(first.body['@odata.nextLink'], input, prefer);
  assert.deepEqual(
    [...first.body.value, ...second.body.value],
    [{ Name: 'A' }, { Name: 'B' }, { Name: 'C' }, { Name: 'From home' }],
  );
  assert.equal(second.body['@odata.nextLink'], undefined);
  const cut = await cmdlet('Get-InboundConnector', { ResultSize: 2 });
  assert.equal(cut.body.value.length, 2);
  assert.match(cut.body['@adminapi.warnings'][0], /more results available/);
});

test('EXO-4 changes at the same moment are all made; what only asks what if makes none', async (t) => {
  const { objects, cmdlet, hub, store } = await openExchange(t);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const rule = { SetHeaderName: 'X-A', SetHeaderValue: '1' };
  await Promise.all(names.map((Name) => objects('New-TransportRule', { Name, ...rule })));
  const rules = hub.directory().transportRules;
  assert.deepEqual(
    rules
      .map(({ name }) => name)
      .filter((name) => names.includes(name))
      .sort(),
    names,
  );
  assert.deepEqual(
    rules.map(({ priority }) => priority),
    rules.map((_, at) => at),
  );
  const { change } = await store.reads.configuration();
  assert.equal((await cmdlet('Remove-TransportRule', { Identity: 'a', WhatIf: true })).status, 200);
  assert.equal((await cmdlet('New-TransportRule', { Name: 'f', ...rule, WhatIf: true })).status, 200);
  assert.equal((await store.reads.configuration()).change, change);
});

test('EXO-2 what is no cmdlet request is refused: another address, no JSON, no cmdlet', async (t) => {
  const { post, origin, token, tenant } = await openExchange(t);
  assert.equal((await post(`${origin}/adminapi/elsewhere`, {})).status, 403);
  assert.equal((await post('/InvokeCommand', '{')).status, 400);
  assert.equal((await post('/InvokeCommand', { CmdletInput: {} })).status, 400);
  assert.equal((await post('/InvokeCommand?$skiptoken=x', { CmdletInput: { CmdletName: 'Get-User' } })).status, 400);
  assert.equal(
    (
      await post(
        '/InvokeCommand',
        { CmdletInput: { CmdletName: 'Get-User' } },
        { 'content-type': 'application/json;odata.metadata=minimal' },
      )
    ).status,
    200,
  );
  const module = await fetch(`${origin}/adminapi/v1.0/${tenant}/EXOModuleFile?Version=3.9.2`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { exportedCmdlets } = (await module.json()) as { exportedCmdlets: string[] };
  assert.ok(
    exportedCmdlets.includes('Set-AcceptedDomain') && !exportedCmdlets.includes('Get-HostOutboundSpamFilterPolicy'),
  );
});
