/** The connection of the built-in hub, over its own wire: plan, apply, drift, undo, and what the mail flow makes of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonical } from '../../src/connection/engine/compare.ts';
import type { PlanStep } from '../../src/connection/engine/plan.ts';
import type { Fetch } from '../../src/connection/providers/hub/wire/fetch.ts';
import { sampleConnection } from '../../src/connection/sample.ts';
import { mailGraphCycle, outboundConnectorFor } from '../../src/directory/recipients.ts';
import { now, openEmptyHub } from './hub.ts';

const yaml = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });

type House = Awaited<ReturnType<typeof openEmptyHub>>;

async function apply({ hub }: House, text = yaml): Promise<readonly PlanStep[]> {
  const applied = await hub.connection.apply(text);
  if (applied.kind === 'problem') throw new Error(JSON.stringify(applied));
  return applied.steps;
}

async function plan({ hub }: House, text = yaml): Promise<readonly PlanStep[]> {
  const planned = await hub.connection.plan(text);
  if (planned.kind === 'problem') throw new Error(JSON.stringify(planned));
  return planned.steps;
}

const open = (steps: readonly PlanStep[]) =>
  steps
    .filter(({ state }) => state !== 'done' && state !== 'manual')
    .map(({ id, state, detail }) => `${id} ${state}: ${detail.join('; ')}`);

/** All that the connection is about, as the wire tells it, in one text. */
async function seen({ hub }: House, text = yaml): Promise<string> {
  const inspected = await hub.connection.inspect(text);
  if (inspected.kind === 'problem') throw new Error(JSON.stringify(inspected));
  const told = [...inspected.resources].map(
    ([key, observed]) => `${key} ${observed.kind === 'there' ? canonical(observed.value) : observed.kind}`,
  );
  // What can't be taken back, and is said to be so.
  return told
    .filter((line) => !line.startsWith('hub/organizationCustomization/'))
    .sort()
    .join('\n');
}

describe('CONF-30 a connection makes the hub what the file says', () => {
  it('organisation, domain, people, connectors, rules, forwarding', async (t) => {
    const house = await openEmptyHub(t);
    assert.deepEqual(open(await apply(house)), []);
    const directory = house.hub.directory();
    assert.equal(directory.organisation, 'Contoso Landscaping');
    assert.equal(directory.domain, 'contoso.example');
    assert.deepEqual(directory.acceptedDomains, [
      { name: 'contoso.example', type: 'InternalRelay', matchSubDomains: false },
    ]);
    const johanna = directory.people.find(({ address }) => address === 'johanna@contoso.example');
    assert.deepEqual(
      { ...johanna, id: '' },
      {
        ...{ id: '', address: 'johanna@contoso.example', name: 'Johanna Winter', aliases: ['jo@contoso.example'] },
        ...{ licence: 'essentials', timeZone: 'Europe/Paris', language: 'fr', enabled: true },
        forwarding: { forwardingSmtpAddress: 'johanna@g.contoso.example', deliverToMailboxAndForward: true },
      },
    );
    assert.equal(outboundConnectorFor(directory, 'johanna@g.contoso.example')?.name, 'To home');
    assert.equal(outboundConnectorFor(directory, 'outsider@fabrikam.example')?.name, 'To outside');
    assert.deepEqual(directory.bridge, {
      returnDomain: 'g.contoso.example',
      answersAddress: 'answers@contoso.example',
      authservId: 'mx.contoso.example',
    });
    assert.equal(directory.meetings.urlTemplate, 'https://meet.contoso.example/{id}');
    assert.equal(mailGraphCycle(directory), undefined);
  });
});

describe('CONF-33 applied is done', () => {
  it('the second plan is empty, and the second apply asks the hub to change nothing', async (t) => {
    const asked: string[] = [];
    const house = await openEmptyHub(t, {
      between: (door) => (url, request) => {
        asked.push(changeIn(url, request));
        return door(url, request);
      },
    });
    await apply(house);
    asked.length = 0;
    assert.deepEqual(open(await plan(house)), []);
    assert.deepEqual(open(await apply(house)), []);
    assert.deepEqual(
      asked.filter((call) => call !== ''),
      [],
    );
  });
});

describe('CONF-37 undo brings back what was there', () => {
  it('on an empty hub', async (t) => {
    const house = await openEmptyHub(t);
    const before = await seen(house);
    await apply(house);
    assert.notEqual(await seen(house), before);
    await undo(house);
    assert.equal(await seen(house), before);
    assert.deepEqual(await house.store.reads.connectionJournal(), []);
    assert.equal(await house.configuration.connection(), undefined);
  });

  it('and applied again everybody has the calendar she had', async (t) => {
    const house = await openEmptyHub(t);
    await apply(house);
    const ids = () => house.hub.directory().people.map(({ id, address }) => `${address} ${id}`);
    const before = ids();
    await undo(house);
    assert.deepEqual(
      house.hub.directory().people.map(({ enabled }) => enabled),
      [false, false, false],
    );
    await apply(house);
    assert.deepEqual(ids(), before);
    assert.deepEqual(open(await plan(house)), []);
  });
});

describe('CONF-38 a hub that is slow, throttles and forgets', () => {
  it('is connected all the same, and undone', async (t) => {
    const calm = await openEmptyHub(t);
    const untouched = await seen(calm);
    await apply(calm);
    const connected = await seen(calm);
    for (const seed of [1, 2]) {
      let time = now;
      const house = await openEmptyHub(t, {
        now: () => time,
        // Time passes while the engine waits, and while nobody looks.
        wait: async (milliseconds) => {
          time += milliseconds;
        },
        faults: `lag=1500,propagation=20000,throttle=0.2,retryAfter=0.4,truncate=0.3,partial=0.3,seed=${seed}`,
      });
      await untilDone(
        async () => open(await apply(house)),
        () => (time += 60_000),
      );
      time += 60_000;
      assert.equal(await seen(house), connected, `seed ${seed}`);
      await untilDone(
        async () => {
          const undone = await house.hub.connection.undo();
          if (undone.kind === 'problem') throw new Error(JSON.stringify(undone));
          return undone.complete ? [] : undone.resources.map(({ key, state, detail }) => `${key} ${state} ${detail}`);
        },
        () => (time += 60_000),
      );
      time += 60_000;
      assert.equal(await seen(house), untouched, `seed ${seed}`);
    }
  });
});

async function untilDone(run: () => Promise<string[]>, later: () => void): Promise<void> {
  let left: string[] = [];
  for (let round = 0; round < 12; round += 1) {
    left = await run();
    if (left.length === 0) return;
    later();
  }
  assert.deepEqual(left, []);
}

describe('CONF-36 what others configured stays', () => {
  const theirs = { ExceptIfMessageTypeMatches: 'Calendaring', DeleteMessage: true, Mode: 'Audit' };
  const name = 'Delete all except Calendaring';

  it('a rule of our name that was made by hand is not overwritten, and nothing is forwarded past it', async (t) => {
    const house = await openEmptyHub(t);
    const client = await openClient(house);
    await client.run('New-TransportRule', { Name: name, ...theirs, Comments: 'ours since 2019' });
    const steps = open(await apply(house));
    assert.match(
      steps.join('\n'),
      /hub\.rule\.delete-all-except-calendaring blocked: .*--adopt 'hub\/transportRule\/Delete all/,
    );
    assert.match(steps.join('\n'), /hub\.forwarding pending/);
    assert.ok(house.hub.directory().people.every(({ forwarding }) => forwarding === undefined));
    assert.equal(house.hub.directory().transportRules[0]?.mode, 'Audit');
  });

  it('adopted it is changed, keeps its comment, and is given back as it was', async (t) => {
    const house = await openEmptyHub(t);
    const client = await openClient(house);
    await client.run('New-TransportRule', { Name: name, ...theirs, Comments: 'ours since 2019' });
    const [before] = await client.run('Get-TransportRule', { Identity: name });
    const adopted = await house.hub.connection.apply(yaml, { adopt: [`hub/transportRule/${name}`] });
    assert.deepEqual(adopted.kind === 'applied' ? open(adopted.steps) : adopted, []);
    const [during] = await client.run('Get-TransportRule', { Identity: name });
    assert.equal(during.Mode, 'Enforce');
    assert.match(during.Comments, /^ours since 2019\n/);
    await undo(house);
    assert.deepEqual((await client.run('Get-TransportRule', { Identity: name }))[0], before);
  });

  it('a rule of another name keeps its place; ours comes after it', async (t) => {
    const house = await openEmptyHub(t);
    const client = await openClient(house);
    await client.run('New-TransportRule', {
      Name: 'Theirs',
      SubjectContainsWords: 'invoice',
      RejectMessageReasonText: 'no',
      RejectMessageEnhancedStatusCode: '5.7.1',
    });
    await apply(house);
    assert.deepEqual(
      house.hub.directory().transportRules.map(({ name: rule }) => rule),
      ['Theirs', name],
    );
  });

  it('a forwarding of somebody’s own is not overwritten', async (t) => {
    const house = await openEmptyHub(t);
    await apply(house);
    const client = await openClient(house);
    await client.run('Set-Mailbox', {
      Identity: 'jakob@contoso.example',
      ForwardingSmtpAddress: 'jakob@fabrikam.example',
    });
    const steps = open(await apply(house));
    assert.match(steps.join('\n'), /hub\.forwarding blocked: Forwarding of jakob@contoso\.example.*--adopt/);
  });
});

describe('CONF-39 drift is seen and named', () => {
  it('rule, connector, domain type, person', async (t) => {
    const house = await openEmptyHub(t);
    await apply(house);
    const client = await openClient(house);
    await client.run('Set-AcceptedDomain', { Identity: 'contoso.example', DomainType: 'Authoritative' });
    await client.run('Disable-TransportRule', { Identity: 'Delete all except Calendaring', Confirm: false });
    await client.run('Set-OutboundConnector', { Identity: 'To home', SmartHosts: ['mx.fabrikam.example'] });
    const steps = open(await plan(house));
    assert.deepEqual(
      steps
        .filter((line) => line.includes(' drifted'))
        .map((line) => line.replace(/^(\S+ drifted): (?:[^:]*contoso[^:]*: [^:]*: )?/, '$1: ')),
      [
        'hub.relay drifted: DomainType: Authoritative → InternalRelay',
        'hub.rule.delete-all-except-calendaring drifted: State: Disabled → Enabled',
        'hub.outbound.home drifted: SmartHosts: − mx.fabrikam.example; SmartHosts: + 127.0.0.1:2526',
      ],
    );
    assert.deepEqual(open(await apply(house)), []);
    assert.equal(house.hub.directory().transportRules[0]?.state, 'Enabled');
  });
});

describe('CONF-35 people keep their calendars', () => {
  const without = yaml.replace(/ {2}- \{ address: jakob.*\n/, '');

  it('whoever is listed no more is disabled, not erased, and comes back the same', async (t) => {
    const house = await openEmptyHub(t);
    await apply(house);
    const jakob = house.hub.directory().people.find(({ address }) => address.startsWith('jakob'));
    assert.deepEqual(open(await apply(house, without)), []);
    const gone = house.hub.directory().people.find(({ id }) => id === jakob?.id);
    assert.equal(gone?.enabled, false);
    assert.deepEqual(open(await plan(house, without)), []);
    await apply(house);
    assert.deepEqual(
      house.hub.directory().people.find(({ address }) => address === jakob?.address),
      jakob,
    );
  });

  it('a new address keeps the account when the old one stays as an alias, and undo disables it', async (t) => {
    const house = await openEmptyHub(t);
    await apply(house);
    const jakob = house.hub.directory().people.find(({ address }) => address.startsWith('jakob'));
    const renamed = yaml.replace(
      'address: jakob@contoso.example,',
      'address: jakob.sommer@contoso.example, aliases: [jakob@contoso.example],',
    );
    assert.deepEqual(open(await apply(house, renamed)), []);
    const { people } = house.hub.directory();
    assert.equal(people.length, 3);
    const after = people.find(({ address }) => address === 'jakob.sommer@contoso.example');
    assert.equal(after?.id, jakob?.id);
    assert.equal(after?.enabled, true);
    assert.equal(after?.forwarding?.forwardingSmtpAddress, 'jakob.sommer@g.contoso.example');
    await undo(house);
    assert.ok(house.hub.directory().people.every(({ enabled }) => !enabled));
  });
});

describe('CONF-31 no rule answers for a person', () => {
  it('unless the file says so; taking it back removes the rules', async (t) => {
    const house = await openEmptyHub(t);
    await apply(house, yaml.replace('reply: none', 'reply: tentative'));
    const names = () => house.hub.directory().transportRules.map(({ name }) => name);
    assert.deepEqual(names(), [
      'Direct to Calendar',
      'Direct to Calendar triage action',
      'Delete all except Calendaring',
    ]);
    await apply(house);
    assert.deepEqual(names(), ['Delete all except Calendaring']);
  });
});

describe('PLAN-11 a step that people do', () => {
  it('is done by somebody’s word, as long as its values stay', async (t) => {
    const house = await openEmptyHub(t);
    assert.equal((await house.hub.connection.attest('home.copies')).kind, 'problem');
    await apply(house);
    const attested = await house.hub.connection.attest('home.copies');
    assert.equal(attested.kind, 'attested');
    const state = async (text = yaml) => (await plan(house, text)).find(({ id }) => id === 'home.copies')?.state;
    assert.equal(await state(), 'done');
    assert.equal(await state(yaml.replace(/ {2}- \{ address: jakob.*\n/, '')), 'manual');
    const unknown = await house.hub.connection.attest('hub.people');
    assert.equal(unknown.kind === 'problem' && unknown.code, 'no-such-step');
    await undo(house);
    assert.equal(await state(), 'manual');
  });
});

describe('LINT-1 a hub that was connected by hand', () => {
  it('as the guide says is found out, with the steps that put it right', async (t) => {
    const house = await openEmptyHub(t);
    await apply(house);
    const client = await openClient(house);
    await client.run('Set-HostedOutboundSpamFilterPolicy', { Identity: 'Default', AutoForwardingMode: 'On' });
    await client.run('New-OutboundConnector', {
      ...{ Name: 'To Gmail', ConnectorType: 'OnPremises', UseMXRecord: false, SmartHosts: ['mx.contoso.example'] },
      IsTransportRuleScoped: true,
    });
    await client.run('Set-AcceptedDomain', { Identity: 'contoso.example', DomainType: 'Authoritative' });
    await client.run('Remove-TransportRule', { Identity: 'Delete all except Calendaring', Confirm: false });
    const linted = await house.hub.connection.lint(yaml);
    if (linted.kind === 'problem') throw new Error(JSON.stringify(linted));
    assert.deepEqual(
      linted.findings.map(({ id }) => id),
      ['connector-without-rule', 'forwarding-without-drop', 'authoritative-domain', 'forwarding-for-everybody'],
    );
    assert.deepEqual(
      linted.steps.map(({ id }) => id),
      ['hub.relay', 'hub.rule.delete-all-except-calendaring'],
    );
  });
});

describe('CONF-41 a connection that would loop mail', () => {
  it('is refused before anything is written', async (t) => {
    const house = await openEmptyHub(t);
    const text = yaml
      .replace('http://127.0.0.1:8080', 'https://hub.contoso.example:8443')
      .replace('smartHost: 127.0.0.1:2526', 'smartHost: Hub.contoso.example:25');
    const applied = await house.hub.connection.apply(text);
    assert.equal(applied.kind === 'problem' && applied.code, 'mail-cycle');
    assert.deepEqual(await house.store.reads.connectionJournal(), []);
    assert.equal(await house.configuration.connection(), undefined);
  });
});

/** Another client of the hub, as an administrator's program is one. */
async function openClient({ credentials, knock }: House) {
  const { tenant, clientId } = await credentials.createClient('test');
  const token = await credentials.issueAccessToken(clientId);
  return {
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as clients do
    async run(CmdletName: string, Parameters: object): Promise<any[]> {
      const answer = await knock(`http://127.0.0.1:8080/adminapi/beta/${tenant}/InvokeCommand`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ CmdletInput: { CmdletName, Parameters } }),
      });
      const text = await answer.text();
      assert.equal(answer.status, 200, `${CmdletName}: ${text}`);
      return JSON.parse(text).value;
    },
  };
}

/** What a request changes; '' when it only asks. */
function changeIn(url: string, { method, body }: Parameters<Fetch>[1]): string {
  if (method === 'GET' || url.endsWith('/token') || url.endsWith('/$batch')) return '';
  const cmdlet = /"CmdletName":"([^"]+)"/.exec(body ?? '')?.[1];
  return cmdlet?.startsWith('Get-') ? '' : `${method} ${cmdlet ?? url}`;
}

async function undo({ hub }: House): Promise<void> {
  const undone = await hub.connection.undo();
  if (undone.kind === 'problem') throw new Error(JSON.stringify(undone));
  assert.equal(undone.complete, true, JSON.stringify(undone.resources.filter(({ state }) => state !== 'undone')));
}
