import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideForwarding } from '../../src/directory/forwarding.ts';
import { createMaildrops } from '../../src/pipeline/maildrops.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { eventually } from '../peers/waiting.ts';
import { openExchange } from './exchange.ts';
import { invitation } from './hub.ts';

type Objects = Record<string, unknown>[];
const names = (objects: Objects) => objects.map(({ Name }) => Name);

test('EXO-10 mailboxes are found by a filter, by every identity, and told as Exchange tells them', async (t) => {
  const { objects, person, refusal } = await openExchange(t);
  const guide = { ResultSize: 'Unlimited', Filter: 'RecipientTypeDetails -eq "UserMailbox"' };
  assert.deepEqual(names(await objects('Get-Mailbox', guide)), ['jakob', 'johanna', 'tomislav']);
  const filtered = async (Filter: string) => names(await objects('Get-Mailbox', { Filter }));
  assert.deepEqual(await filtered("Alias -like 'jo*' -or Alias -eq 'tomislav'"), ['johanna', 'tomislav']);
  assert.deepEqual(await filtered("-not (Alias -like 'j*')"), ['tomislav']);
  assert.deepEqual(await filtered("EmailAddresses -like 'smtp:jo@*' -and ForwardingSmtpAddress -ne $null"), [
    'johanna',
  ]);
  for (const Filter of [
    'Alias',
    'Alias -is x',
    '(Alias -eq x',
    "Alias -eq 'x",
    'Colour -eq 1',
    'Alias -eq $x',
    'Alias -eq x y',
  ]) {
    assert.match((await refusal('Get-Mailbox', { Filter })).text, /^Invalid filter syntax/, Filter);
  }
  const [johanna] = await objects('Get-Mailbox', { Identity: 'Johanna Winter' });
  assert.deepEqual(johanna.EmailAddresses, ['SMTP:johanna@contoso.example', 'smtp:jo@contoso.example']);
  assert.equal(johanna.ForwardingSmtpAddress, 'smtp:johanna@g.contoso.example');
  for (const Identity of [johanna.Identity, 'johanna', 'jo@contoso.example', johanna.UserPrincipalName]) {
    assert.equal((await objects('Get-Mailbox', { Identity }))[0].ExternalDirectoryObjectId, person('johanna').id);
  }
});

test('EXO-11 forwarding, addresses and attributes of a mailbox are set; a circle and a taken address are refused', async (t) => {
  const { objects, person, refusal, cmdlet, hub } = await openExchange(t);
  const Identity = person('johanna').id;
  await objects('Set-Mailbox', {
    Identity,
    ForwardingSMTPAddress: 'johanna@h.contoso.example',
    DeliverToMailboxAndForward: false,
    CustomAttribute3: 'x',
  });
  assert.deepEqual(person('johanna').forwarding, {
    forwardingSmtpAddress: 'johanna@h.contoso.example',
    deliverToMailboxAndForward: false,
  });
  const same = await cmdlet('Set-Mailbox', { Identity, ForwardingSmtpAddress: 'smtp:johanna@h.contoso.example' });
  assert.match(same.body['@adminapi.warnings'][0], /no settings of .* have been modified/);
  await objects('Set-Mailbox', {
    Identity,
    ForwardingAddress: null,
    ForwardingSmtpAddress: null,
    EmailAddresses: { '@odata.type': '#Exchange.GenericHashTable', Add: 'smtp:hanna@contoso.example' },
  });
  const [read] = await objects('Get-Mailbox', { Identity });
  assert.deepEqual(
    [read.ForwardingSmtpAddress, read.DeliverToMailboxAndForward, read.CustomAttribute3],
    [null, false, 'x'],
  );
  assert.deepEqual(person('johanna').aliases, ['jo@contoso.example', 'hanna@contoso.example']);
  const taken = await refusal('Set-Mailbox', {
    Identity: 'jakob',
    EmailAddresses: { Add: ['smtp:hanna@contoso.example'] },
  });
  assert.equal(taken.type, 'Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException');
  assert.match(
    (await refusal('Set-Mailbox', { Identity: 'jakob', EmailAddresses: { Add: ['smtp:x@fabrikam.example'] } })).text,
    /isn't an accepted domain/,
  );
  const set = (who: string, to: string) => cmdlet('Set-Mailbox', { Identity: who, ForwardingSmtpAddress: to });
  assert.equal((await set('jakob', 'tomislav@contoso.example')).status, 200);
  const circle = await refusal('Set-Mailbox', { Identity: 'tomislav', ForwardingSmtpAddress: 'jakob@contoso.example' });
  assert.match(circle.text, /goes in a circle: jakob@contoso.example/);
  assert.equal(person('tomislav').forwarding?.forwardingSmtpAddress, 'tomislav@g.contoso.example');
  assert.equal(hub.directory().people.length, 3);
});

test('EXO-12 forwarding outside follows the policy that is about the person, and the remote domain', async (t) => {
  const { objects, person, refusal, hub, store } = await openExchange(t);
  const decided = (who: string) => decideForwarding(hub.directory(), person(who)).kind;
  // The connection has a policy with a rule of its own.
  assert.deepEqual(names(await objects('Get-HostedOutboundSpamFilterPolicy')), ['Default', 'Passerelle bridge']);
  assert.equal((await objects('Get-HostedOutboundSpamFilterRule'))[0].From.length, 3);
  assert.equal(decided('johanna'), 'forward');
  const on = { Identity: 'Default', AutoForwardingMode: 'On' };
  // As a new tenant has it.
  const { change } = await store.reads.configuration();
  const customized = { kind: 'exchange' as const, name: 'organizationConfig', body: undefined };
  await store.commit([{ type: 'putConfiguration', entries: [customized], expectChange: change }]);
  assert.match(
    (await refusal('Set-HostedOutboundSpamFilterPolicy', on)).text,
    /first need to run the command: Enable-OrganizationCustomization/,
  );
  await objects('Enable-OrganizationCustomization');
  assert.match((await refusal('Enable-OrganizationCustomization')).text, /not required/);
  assert.equal((await objects('Get-OrganizationConfig'))[0].IsDehydrated, false);
  await objects('Set-HostedOutboundSpamFilterPolicy', { Identity: 'Passerelle bridge', AutoForwardingMode: 'Off' });
  await objects('Set-HostedOutboundSpamFilterPolicy', on);
  assert.equal(decided('johanna'), 'refused');
  await objects('New-HostedOutboundSpamFilterPolicy', {
    Name: 'Bridge',
    AutoForwardingMode: 'On',
    AdminDisplayName: 'managed-by:7f3a',
  });
  await objects('New-HostedOutboundSpamFilterRule', {
    Name: 'Bridge',
    HostedOutboundSpamFilterPolicy: 'Bridge',
    From: ['jo@contoso.example'],
    Priority: 0,
  });
  assert.deepEqual([decided('johanna'), decided('jakob')], ['forward', 'refused']);
  assert.match(
    (await refusal('Remove-HostedOutboundSpamFilterPolicy', { Identity: 'Bridge' })).text,
    /used by the rule 'Bridge'/,
  );
  await objects('Disable-HostedOutboundSpamFilterRule', { Identity: 'Bridge' });
  assert.equal(decided('johanna'), 'refused');
  await objects('Remove-HostedOutboundSpamFilterRule', { Identity: 'Passerelle bridge', Confirm: false });
  assert.equal(decided('johanna'), 'forward');
  await objects('New-RemoteDomain', { Name: 'Home', DomainName: 'g.contoso.example' });
  await objects('Set-RemoteDomain', { Identity: 'Home', AutoForwardEnabled: false, TNEFEnabled: false });
  assert.equal(decided('johanna'), 'refused');
  assert.deepEqual((await objects('Get-RemoteDomain', { Identity: 'Home' }))[0].TNEFEnabled, false);
  await objects('Remove-RemoteDomain', { Identity: 'Home', Confirm: false });
  assert.equal(decided('johanna'), 'forward');
  assert.deepEqual(names(await objects('Get-RemoteDomain')), ['Default']);
});

test('EXO-13 client access is set for a person, and for whoever comes later by the plan', async (t) => {
  const { objects, hub, person, store, credentials } = await openExchange(t);
  await objects('Set-CASMailbox', { Identity: 'johanna', OWAEnabled: false, ImapEnabled: false });
  assert.deepEqual(hub.directory().casMailboxes?.get(person('johanna').id), { owaEnabled: false, popEnabled: true });
  const [read] = await objects('Get-CASMailbox', { Identity: 'johanna' });
  assert.deepEqual([read.OWAEnabled, read.ImapEnabled, read.PopEnabled, read.Alias], [false, false, true, 'johanna']);
  assert.deepEqual(
    (await objects('Get-CASMailbox')).map(({ OWAEnabled }: { OWAEnabled: boolean }) => OWAEnabled),
    [true, false, true],
  );
  const maildrops = createMaildrops({
    ...{ store, directory: hub.directory, credentials },
    ...{ clock: systemClock, random: systemRandom, log: silentLog },
  });
  const password = await credentials.createAppPassword(person('johanna').id, 'mail');
  const opened = async () => {
    const outcome = await maildrops.open('johanna@contoso.example', password);
    if (outcome.kind === 'opened') await outcome.maildrop.release();
    return outcome.kind;
  };
  assert.equal(await opened(), 'opened');
  await objects('Set-CASMailbox', { Identity: 'johanna', PopEnabled: false });
  assert.equal(await opened(), 'refused');
  await objects('Set-CASMailboxPlan', { Identity: 'ExchangeOnlineDeskless', OWAEnabled: false });
  assert.equal((await objects('Get-CASMailboxPlan'))[0].OWAEnabled, false);
  assert.equal((await objects('Get-CASMailbox', { Identity: 'jakob' }))[0].OWAEnabled, true);
});

test('EXO-14 DKIM of a domain is switched, and its TXT record told', async (t) => {
  const { objects, hub, refusal } = await openExchange(t);
  await objects('New-DkimSigningConfig', { DomainName: 'contoso.example', Enabled: false, KeySize: 2048 });
  assert.equal(hub.directory().unsignedDomains?.has('contoso.example'), true);
  const [config] = await objects('Get-DkimSigningConfig', { Identity: 'contoso.example' });
  assert.deepEqual([config.Enabled, config.Selector1PublicKey], [false, 'v=DKIM1; k=rsa; p=AAAA']);
  await objects('Set-DkimSigningConfig', { Identity: 'contoso.example', Enabled: true });
  assert.equal(hub.directory().unsignedDomains?.size, 0);
  assert.match(
    (await refusal('New-DkimSigningConfig', { DomainName: 'fabrikam.example', Enabled: true })).text,
    /isn't an accepted domain/,
  );
  await objects('Remove-DkimSigningConfig', { Identity: 'contoso.example', Confirm: false });
  assert.deepEqual(await objects('Get-DkimSigningConfig'), []);
});

test("EXO-15 the message trace is told in Exchange's words", async (t) => {
  const { objects, receive, refusal } = await openExchange(t);
  await receive(invitation({ uid: 'u1', to: 'johanna@contoso.example' }), 'johanna@contoso.example');
  await receive(
    'From: anna@fabrikam.example\r\nMessage-ID: <m2@fabrikam.example>\r\nSubject: Hi\r\n\r\nhello\r\n',
    'jakob@contoso.example',
  );
  // The line of a drop goes with the next batch.
  await eventually('both lines', async () => ((await objects('Get-MessageTraceV2')).length === 2 ? true : undefined));
  const [filed] = await objects('Get-MessageTraceV2', { RecipientAddress: 'Johanna@contoso.example' });
  assert.deepEqual(
    [filed.Status, filed.SenderAddress, filed.FromIP],
    ['Delivered', 'anna@fabrikam.example', '127.0.0.1'],
  );
  assert.equal(filed['Received@odata.type'], '#DateTimeOffset');
  const [dropped] = await objects('Get-MessageTraceV2', { Status: 'Failed' });
  assert.deepEqual([dropped.MessageId, dropped.Effect], ['<m2@fabrikam.example>', 'deleted by rule']);
  assert.deepEqual(await objects('Get-MessageTraceV2', { MessageTraceId: dropped.MessageTraceId, ResultSize: 5 }), [
    dropped,
  ]);
  assert.match(
    (await refusal('Get-MessageTraceV2', { StartDate: '2026-10-01', EndDate: '2026-11-01' })).text,
    /10 days/,
  );
});

test('CONF-10 a connector that requires TLS takes nothing without it; without a licence nobody is a recipient', async (t) => {
  const { objects, receive, hub, ask, person } = await openExchange(t);
  const arrive = async (to: string) => (await receive(invitation({ uid: 'u1', to }), to)).outcome;
  await ask('PATCH', `/users/${person('jakob').id}`, { usageLocation: 'FR' });
  await ask('POST', `/users/${person('jakob').id}/assignLicense`, {
    addLicenses: [],
    removeLicenses: ['3ab6abff-666f-4424-bfb7-f0bc274ec7bc'],
  });
  await objects('Set-AcceptedDomain', { Identity: 'contoso.example', DomainType: 'Authoritative' });
  const gone = await arrive('jakob@contoso.example');
  assert.ok(gone.kind === 'refusal' && gone.status === '5.4.1');
  assert.equal((await arrive('johanna@contoso.example')).kind, 'accepted');
  await objects('Set-InboundConnector', { Identity: 'From home', RequireTls: true });
  assert.equal(hub.directory().inboundConnectors[0]?.requireTls, true);
  const plain = await arrive('johanna@contoso.example');
  assert.ok(plain.kind === 'refusal' && plain.status === '5.7.51');
});
