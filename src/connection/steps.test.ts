import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailGraphCycle, outboundConnectorFor } from '../directory/recipients.ts';
import { buildDirectory } from '../directory/snapshot.ts';
import type { Directory, Person } from '../directory/types.ts';
import type { TransportRule } from '../rules/types.ts';
import type { ConfigurationEntry } from '../store/contract.ts';
import { readConnection } from './desired.ts';
import { sampleConnection } from './sample.ts';
import { type HubPlan, planHub } from './steps.ts';
import type { DesiredConnection } from './types.ts';

const sampleText = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });

function read(text: string): DesiredConnection {
  const desired = readConnection(text);
  if (desired.kind === 'problems') throw new Error(JSON.stringify(desired.problems));
  return desired.connection;
}

let ids = 0;
const newId = () => `person-${++ids}`;

/** What the store holds once a plan's entries are written: JSON, by kind and name. */
function written(before: readonly ConfigurationEntry[], plan: HubPlan): ConfigurationEntry[] {
  const all = new Map(before.map((entry) => [`${entry.kind} ${entry.name}`, entry]));
  for (const entry of plan.entries) all.set(`${entry.kind} ${entry.name}`, entry);
  const present = [...all.values()].filter(({ body }) => body !== undefined);
  return JSON.parse(JSON.stringify(present)) as ConfigurationEntry[];
}

function apply(text: string, before: readonly ConfigurationEntry[] = []): ConfigurationEntry[] {
  return written(before, planHub(read(text), before, newId));
}

function directoryOf(entries: readonly ConfigurationEntry[]): Directory {
  return buildDirectory({ change: 1, organisationId: 'o', entries });
}

function state(plan: HubPlan, id: string): string | undefined {
  return plan.steps.find((step) => step.id === id)?.state;
}

describe('CONF-30 a plan makes the hub what the connection says', () => {
  const directory = directoryOf(apply(sampleText));

  it('organisation, domain, people', () => {
    assert.equal(directory.organisation, 'Contoso Landscaping');
    assert.deepEqual(directory.acceptedDomains, [
      { name: 'contoso.example', type: 'InternalRelay', matchSubDomains: false },
    ]);
    assert.deepEqual(
      directory.people.map(({ address }) => address),
      ['jakob@contoso.example', 'johanna@contoso.example', 'tomislav@contoso.example'],
    );
    assert.deepEqual(directory.people.find(({ address }) => address.startsWith('johanna'))?.forwarding, {
      forwardingSmtpAddress: 'johanna@g.contoso.example',
      deliverToMailboxAndForward: true,
    });
  });

  it('connectors: the return domain goes home, the rest outside', () => {
    assert.equal(outboundConnectorFor(directory, 'johanna@g.contoso.example')?.name, 'To home');
    assert.equal(outboundConnectorFor(directory, 'outsider@fabrikam.example')?.name, 'To outside');
    assert.deepEqual(directory.inboundConnectors, [
      { name: 'From home', enabled: true, senderIpAddresses: ['127.0.0.1/32'] },
    ]);
    assert.equal(mailGraphCycle(directory), undefined);
  });

  it('forwarding is allowed for the people of the connection and nobody else', () => {
    assert.deepEqual(directory.outboundSpamPolicy, {
      autoForwardingMode: 'On',
      from: ['johanna@contoso.example', 'jakob@contoso.example', 'tomislav@contoso.example'],
    });
    const nobody = directoryOf(apply(sampleText.replace(/people:[\s\S]*?booking:/, 'people: []\nbooking:')));
    assert.equal(nobody.outboundSpamPolicy.autoForwardingMode, 'Off');
  });

  it('CONF-31 no rule answers for a person, unless the connection says so', () => {
    assert.deepEqual(
      directory.transportRules.map(({ name }) => name),
      ['Delete all except Calendaring'],
    );
    const before = apply(sampleText.replace('reply: none', 'reply: tentative'));
    assert.deepEqual(
      directoryOf(before).transportRules.map(({ name, priority }) => [name, priority]),
      [
        ['Direct to Calendar', 0],
        ['Delete all except Calendaring', 1],
      ],
    );
    const after = directoryOf(apply(sampleText, before));
    assert.deepEqual(
      after.transportRules.map(({ name }) => name),
      ['Delete all except Calendaring'],
    );
  });

  it('a password for the home crosses a network only under TLS', () => {
    const auth = ', auth: { user: hub, secret: env:HOME_PASSWORD } }';
    const remote = directoryOf(
      apply(sampleText.replace("host: '127.0.0.1:2526' }", `host: 'mail.contoso.example:587'${auth}`)),
    );
    assert.equal(outboundConnectorFor(remote, 'a@fabrikam.example')?.tlsSettings, 'EncryptionOnly');
    const local = directoryOf(apply(sampleText.replace("host: '127.0.0.1:2526' }", `host: '127.0.0.1:2526'${auth}`)));
    assert.equal(outboundConnectorFor(local, 'a@fabrikam.example')?.tlsSettings, null);
  });
});

describe('CONF-32 the plan as it is shown', () => {
  it('steps stand in a safe order, each with its state', () => {
    const plan = planHub(read(sampleText), [], newId);
    assert.deepEqual(
      plan.steps.map(({ id, state }) => `${id} ${state}`),
      [
        'hub.domain todo',
        'hub.people todo',
        'hub.rule.delete-all-except-calendaring todo',
        'hub.booking todo',
        'hub.inbound todo',
        'hub.outbound.home todo',
        'hub.outbound.outside todo',
        'hub.policy todo',
        'hub.bridge todo',
        'hub.forwarding todo',
        'home.return-domain manual',
        'home.copies manual',
        'home.answers manual',
        'dns.mx manual',
        'dns.return-domain manual',
      ],
    );
  });

  it('CONF-33 the second apply finds everything done and writes nothing', () => {
    const entries = apply(sampleText);
    const again = planHub(read(sampleText), entries, newId);
    assert.deepEqual(again.entries, []);
    assert.deepEqual([...new Set(again.steps.map((step) => step.state))], ['done', 'manual']);
  });

  it('a change shows as one step', () => {
    const entries = apply(sampleText);
    const plan = planHub(read(sampleText.replace('unauthenticated: hold', 'unauthenticated: drop')), entries, newId);
    assert.deepEqual(
      plan.steps.filter((step) => step.state === 'todo').map(({ id }) => id),
      ['hub.booking'],
    );
  });

  it('sending by MX adds SPF, DKIM and PTR; the MX of the domain stays', () => {
    const plan = planHub(read(sampleText.replace(/outbound:.*/, 'outbound: { via: mx }')), [], newId);
    for (const id of ['dns.mx', 'dns.spf', 'dns.dkim', 'dns.ptr']) assert.equal(state(plan, id), 'manual', id);
  });

  it('every kind of home has its exact values to type', () => {
    for (const kind of ['google-workspace', 'gmail', 'exchange-server', 'postfix', 'smtp']) {
      const plan = planHub(read(sampleText.replace('kind: smtp', `kind: ${kind}`)), [], newId);
      const steps = plan.steps.filter(({ id }) => id.startsWith('home.'));
      assert.equal(steps.length, 3, kind);
      for (const step of steps) assert.ok(step.detail.length > 0, `${kind} ${step.id}`);
    }
  });

  it('Postfix gets lines for its files', () => {
    const plan = planHub(read(sampleText.replace('kind: smtp', 'kind: postfix')), [], newId);
    const lines = plan.steps.flatMap(({ detail }) => detail);
    assert.ok(lines.includes('passerelle_copies: jo@contoso.example jo@passerelle-copy.contoso.example'));
    assert.ok(lines.includes('passerelle_generic: /^(.+)@passerelle-copy\\.contoso\\.example$/ $1@contoso.example'));
    assert.ok(lines.includes('passerelle_answers: johanna@contoso.example answers@passerelle-copy.contoso.example'));
  });

  it('CONF-34 a hub that is not built yet is blocked, and nothing is written', () => {
    const hub = 'hub: { kind: microsoft365, tenant: contoso.example, credentials: { clientId: a, secret: env:S } }';
    const plan = planHub(read(sampleText.replace(/hub:.*/, hub)), [], newId);
    assert.deepEqual(
      plan.steps.map((step) => step.state),
      ['blocked'],
    );
    assert.match(plan.steps[0]?.title ?? '', /not built yet/);
    assert.deepEqual(plan.entries, []);
  });
});

describe('CONF-35 people keep their calendars', () => {
  const entries = apply(sampleText);
  const jakob = directoryOf(entries).people.find(({ address }) => address.startsWith('jakob')) as Person;
  const without = sampleText.replace(/ {2}- \{ address: jakob.*\n/, '');

  it('whoever is listed no more is disabled, not deleted, and comes back the same', () => {
    const left = apply(without, entries);
    const gone = directoryOf(left).people.find(({ id }) => id === jakob.id);
    assert.equal(gone?.enabled, false);
    assert.deepEqual(planHub(read(without), left, newId).entries, []);
    const back = directoryOf(apply(sampleText, left)).people.find(({ address }) => address === jakob.address);
    assert.deepEqual(back, jakob);
  });

  it('a new address keeps the id when the old one stays as an alias', () => {
    const renamed = sampleText.replace(
      'address: jakob@contoso.example,',
      'address: jakob.sommer@contoso.example, aliases: [jakob@contoso.example],',
    );
    const people = directoryOf(apply(renamed, entries)).people;
    assert.equal(people.length, 3);
    assert.equal(people.find(({ address }) => address === 'jakob.sommer@contoso.example')?.id, jakob.id);
  });
});

describe('CONF-36 what others configured stays', () => {
  const theirs: TransportRule = {
    name: 'Delete all except Calendaring',
    priority: 0,
    state: 'Enabled',
    mode: 'Audit',
    senderAddressLocation: 'Header',
    conditions: [],
    exceptions: [],
    actions: [{ type: 'DeleteMessage' }],
    stopRuleProcessing: false,
  };

  it('a rule of another name keeps its priority; ours comes after it', () => {
    const before: ConfigurationEntry[] = [
      { kind: 'transportRule', name: 'Theirs', body: { ...theirs, name: 'Theirs', priority: 4 } },
    ];
    const rules = directoryOf(apply(sampleText, before)).transportRules;
    assert.deepEqual(
      rules.map(({ name, priority }) => [name, priority]),
      [
        ['Theirs', 4],
        ['Delete all except Calendaring', 5],
      ],
    );
  });

  it('a rule of our name that does something else is not overwritten', () => {
    const before: ConfigurationEntry[] = [{ kind: 'transportRule', name: theirs.name, body: theirs }];
    const plan = planHub(read(sampleText), before, newId);
    assert.equal(state(plan, 'hub.rule.delete-all-except-calendaring'), 'blocked');
    assert.ok(!plan.entries.some(({ kind }) => kind === 'transportRule'));
  });
});

describe('CONF-37 where a person reads her mail, and what she is told of', () => {
  const own = sampleText.replace(
    '    name: Johanna Winter\n',
    '    name: Johanna Winter\n    forwarding: none\n    notices: { reminder: true, agendaHour: 6 }\n',
  );
  const johanna = (entries: readonly ConfigurationEntry[]) =>
    directoryOf(entries).people.find(({ address }) => address.startsWith('johanna'));

  it('is written, and taken back by the next apply', () => {
    const before = apply(own);
    assert.equal(johanna(before)?.forwarding, undefined);
    assert.deepEqual(johanna(before)?.notices, { reminder: true, agendaHour: 6 });
    const plan = planHub(read(sampleText), before, newId);
    assert.deepEqual([state(plan, 'hub.people'), state(plan, 'hub.forwarding')], ['todo', 'todo']);
    const after = johanna(written(before, plan));
    assert.equal(after?.forwarding?.forwardingSmtpAddress, 'johanna@g.contoso.example');
    assert.equal(after?.notices, undefined);
    assert.deepEqual(planHub(read(own), before, newId).entries, []);
  });

  it('an unknown kind is refused by name, with a suggestion', () => {
    const desired = readConnection(own.replace('reminder: true', 'remindr: true'));
    assert.equal(desired.kind, 'problems');
    const [problem] = desired.kind === 'problems' ? desired.problems : [];
    assert.equal(problem?.field, 'people[0].notices.remindr');
    assert.match(problem?.message ?? '', /did you mean 'reminder'/);
  });
});
