/** The five Exchange scripts of Microsoft's guide, as the calls that its cmdlets make, against the real program. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { type Passerelle, startPasserelle } from '../peers/passerelle.ts';
import { openSink } from '../peers/sink.ts';
import { eventually } from '../peers/waiting.ts';
import { invitation } from './hub.ts';

const forwardingDomain = 'g.contoso.example';

/** A client of the hub, signed in at its token endpoint. */
async function openClient(hub: Passerelle) {
  const made = await hub.cli('client', 'create', 'guide', '--json');
  const { tenant, clientId, clientSecret } = JSON.parse(made.out) as Record<string, string>;
  const tokenFor = async (resource: string) => {
    const response = await fetch(`${hub.url}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'client_credentials', scope: `https://${resource}/.default` },
        ...{ client_id: clientId ?? '', client_secret: clientSecret ?? '' },
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const tokens = { exchange: await tokenFor('outlook.office365.com'), graph: await tokenFor('graph.microsoft.com') };
  async function ask(method: string, path: string, token: string, body?: unknown) {
    const response = await fetch(`${hub.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as clients do
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as any };
  }
  const invoke = (CmdletName: string, Parameters = {}) =>
    ask('POST', `/adminapi/beta/${tenant}/InvokeCommand`, tokens.exchange, { CmdletInput: { CmdletName, Parameters } });
  return {
    invoke,
    async run(CmdletName: string, Parameters = {}) {
      const { status, body } = await invoke(CmdletName, Parameters);
      assert.equal(status, 200, `${CmdletName}: ${JSON.stringify(body)}`);
      return body.value;
    },
    async graph(method: string, path: string, body?: unknown) {
      const answer = await ask(method, `/graph/v1.0${path}`, tokens.graph, body);
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
  };
}

test('EXO-16 AUDIT-1 the guide, step by step over the wire, makes an empty hub a bridge', async (t) => {
  const home = await openSink();
  t.after(() => home.close());
  const hub = await startPasserelle();
  t.after(() => hub.stop());
  const { invoke, run, graph } = await openClient(hub);

  // Steps 1 and 2: domain and people.
  await graph('POST', '/domains', { id: 'contoso.example' });
  const [{ text }] = (await graph('GET', '/domains/contoso.example/verificationDnsRecords')).value;
  assert.match(text, /^MS=ms\d{8}$/);
  await graph('POST', '/domains/contoso.example/verify', {});
  await graph('PATCH', '/domains/contoso.example', { supportedServices: ['Email'] });
  await graph('PATCH', '/domains/contoso.example', { isDefault: true });
  const [sku] = (await graph('GET', '/subscribedSkus')).value;
  for (const [name, displayName] of [
    ['johanna', 'Johanna Winter'],
    ['jakob', 'Jakob Sommer'],
  ] as const) {
    const user = await graph('POST', '/users', {
      ...{ accountEnabled: true, displayName, mailNickname: name, userPrincipalName: `${name}@contoso.example` },
      ...{ usageLocation: 'FR', preferredLanguage: 'fr-FR', passwordProfile: { password: 'Xy7-nobody-reads-this' } },
    });
    await graph('POST', `/users/${user.id}/assignLicense`, {
      addLicenses: [{ skuId: sku.skuId, disabledPlans: [] }],
      removeLicenses: [],
    });
    await graph('PATCH', `/users/${user.id}/mailboxSettings`, { timeZone: 'Romance Standard Time' });
  }

  // Step 3, what the guide leaves to the home: copies have to be let in.
  const post = createTransport({ host: '127.0.0.1', port: hub.smtpPort, ignoreTLS: true });
  t.after(() => post.close());
  const send = (raw: string, to = 'johanna@contoso.example') =>
    post.sendMail({ envelope: { from: 'anna@fabrikam.example', to: [to] }, raw }).then(
      () => 'accepted',
      (refused: { response?: string }) => refused.response,
    );
  assert.match((await send(invitation({ uid: 'u0', to: 'johanna@contoso.example' }))) ?? '', /^550 5\.7\.51/);
  await run('New-InboundConnector', {
    Name: 'From home',
    ConnectorType: 'OnPremises',
    SenderDomains: ['*'],
    SenderIPAddresses: ['127.0.0.1'],
  });

  // Step 4: the way home, which the guide clicks and never finishes: a connector for rules has no rule.
  await run('New-OutboundConnector', {
    ...{ Name: 'To Gmail', ConnectorType: 'OnPremises', UseMXRecord: false, SmartHosts: [`127.0.0.1:${home.port}`] },
    ...{ IsTransportRuleScoped: false, RecipientDomains: [forwardingDomain] },
  });
  const [validated] = await run('Validate-OutboundConnector', {
    Identity: 'To Gmail',
    Recipients: [`johanna@${forwardingDomain}`],
  });
  assert.equal(validated.IsTaskSuccessful, true);
  assert.equal(home.messages.length, 1);

  // First script: forwarding of every mailbox.
  const guideFilter = { ResultSize: 'Unlimited', Filter: 'RecipientTypeDetails -eq "UserMailbox"' };
  const mailboxes = await run('Get-Mailbox', guideFilter);
  assert.deepEqual(
    mailboxes.map(({ Alias }: { Alias: string }) => Alias),
    ['jakob', 'johanna'],
  );
  for (const mbx of mailboxes) {
    await run('Set-Mailbox', {
      Identity: mbx.Identity,
      DeliverToMailboxAndForward: true,
      ForwardingSMTPAddress: `${mbx.Alias}@${forwardingDomain}`,
    });
  }

  // Second script: the policy. The cmdlet that the guide misspells is not there.
  await run('Enable-OrganizationCustomization');
  const misspelt = await invoke('Get-HostOutboundSpamFilterPolicy');
  assert.deepEqual([misspelt.status, misspelt.body], [403, undefined]);
  for (const policy of await run('Get-HostedOutboundSpamFilterPolicy')) {
    await run('set-HostedOutboundSpamFilterPolicy', { Identity: policy.Identity, AutoForwardingMode: 'On' });
  }

  // Third script: two rules, a header each.
  const calendaring = { MessageTypeMatches: 'Calendaring' };
  const booking = 'X-MS-Exchange-Organization-CalendarBooking';
  await run('New-TransportRule', {
    Name: 'Direct to Calendar',
    ...calendaring,
    SetHeaderName: `${booking}-Response`,
    SetHeaderValue: 'Tentative',
  });
  await run('New-TransportRule', {
    Name: 'Direct to Calendar triage action',
    ...calendaring,
    SetHeaderName: `${booking}-TriageAction`,
    SetHeaderValue: 'MoveToDeletedItems',
  });

  // Fourth script: Outlook on the web.
  const link = await hub.api('POST', '/api/v1/sign-in-links', { role: 'person', address: 'johanna@contoso.example' });
  const signIn = (link.body as { url: string }).url.split('#token=')[1];
  const session = await fetch(`${hub.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: signIn }),
  });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const console = async () => (await fetch(`${hub.url}/api/v1/me`, { headers: { cookie } })).status;
  assert.equal(await console(), 200);
  for (const mbx of await run('Get-Mailbox', guideFilter))
    await run('Set-CASMailbox', { Identity: mbx.Identity, OWAEnabled: false });
  assert.equal(await console(), 401);
  const made = await hub.cli('app-password', 'create', 'johanna@contoso.example', '--json');
  const { password } = JSON.parse(made.out) as { password: string };
  const caldav = await fetch(`${hub.url}/dav/calendars/johanna@contoso.example/calendar/`, {
    method: 'PROPFIND',
    headers: {
      authorization: `Basic ${Buffer.from(`johanna@contoso.example:${password}`).toString('base64')}`,
      depth: '0',
    },
  });
  assert.equal(caldav.status, 207);

  // Step 5: internal relay. An unknown recipient is no bounce any more.
  const unknown = () => send(invitation({ uid: 'u1', to: 'nobody@contoso.example' }), 'nobody@contoso.example');
  assert.match((await unknown()) ?? '', /^550 5\.4\.1/);
  await run('Set-AcceptedDomain', { Identity: 'contoso.example', DomainType: 'InternalRelay' });
  assert.equal(await unknown(), 'accepted');

  // Step 6, fifth script.
  await run('New-TransportRule', {
    Name: 'Delete all except Calendaring',
    ExceptIfMessageTypeMatches: 'Calendaring',
    FromScope: 'NotInOrganization',
    DeleteMessage: true,
  });

  // What the mail flow does now.
  assert.equal(
    await send('From: anna@fabrikam.example\r\nMessage-ID: <plain@fabrikam.example>\r\nSubject: Hi\r\n\r\nhello\r\n'),
    'accepted',
  );
  assert.equal(await send(invitation({ uid: 'u2', to: 'johanna@contoso.example' })), 'accepted');
  const traced = (MessageId: string) =>
    eventually(`trace of ${MessageId}`, async () => (await run('Get-MessageTraceV2', { MessageId }))[0]);
  assert.deepEqual((await traced('<plain@fabrikam.example>')).TransportRules, ['Delete all except Calendaring']);
  const booked = await traced('<u2.0.REQUEST@fabrikam.example>');
  assert.equal(booked.Status === 'Delivered' || booked.Status === 'Quarantined', true, JSON.stringify(booked));
  assert.ok(booked.TransportRules.includes('Direct to Calendar'));

  // What the hub originates goes home by the connector, and home only.
  const event = {
    subject: 'Hedges',
    start: { dateTime: '2027-01-12T10:00:00', timeZone: 'UTC' },
    end: { dateTime: '2027-01-12T11:00:00', timeZone: 'UTC' },
  };
  await graph('POST', '/users/jakob@contoso.example/events', {
    ...event,
    attendees: [{ emailAddress: { address: 'johanna@contoso.example' } }],
  });
  const copy = await eventually('the invitation at home', () =>
    home.messages.find(({ text }) => text.includes('SUMMARY:Hedges') || /^Subject:.*Hedges/m.test(text)),
  );
  assert.deepEqual(copy.recipients, [`johanna@${forwardingDomain}`]);

  // Whoever looks into the audit log sees which program did all that.
  const told = await hub.cli('audit', '--json');
  const changes = told.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { who: { kind: string; name: string }; what: string });
  const byWire = changes.filter(({ what }) => /InvokeCommand|\/graph\//.test(what));
  assert.ok(byWire.length > 10);
  assert.deepEqual(new Set(byWire.map(({ who }) => `${who.kind} ${who.name}`)), new Set(['client guide']));
});
