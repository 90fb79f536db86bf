import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnection } from '../desired.ts';
import { createGuidedDns } from '../dns/guided.ts';
import { type PlanStep, plan, stepsOf } from '../engine/plan.ts';
import { createGuidedHome } from '../home/guided.ts';
import type { Observed, Provider, Wanted } from '../provider.ts';
import { createHubProvider } from '../providers/hub/hubProvider.ts';
import { sampleConnection } from '../sample.ts';
import type { DesiredConnection } from '../types.ts';
import { planAsChecklist } from './checklist.ts';
import { planAsMarkdown } from './markdown.ts';
import { planAsPowerShell } from './powershell.ts';
import { planAsTable } from './table.ts';
import { planAsZone } from './zone.ts';

const sample = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });

function planOf(text: string, seen: (wanted: Wanted) => Observed = () => ({ kind: 'absent' })) {
  const read = readConnection(text);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  const { connection } = read;
  const hub = createHubProvider({ session: undefined as never, connection });
  const providers: Provider[] = [hub, createGuidedHome(connection.home.kind), createGuidedDns()];
  const wanted = providers.flatMap((provider) => provider.want(connection));
  const observed = new Map(wanted.map((one) => [one.key, seen(one)]));
  const steps = stepsOf(plan({ wanted, leftovers: [], observed, journal: [], adopt: new Set() }));
  return { connection, steps } satisfies { connection: DesiredConnection; steps: readonly PlanStep[] };
}

test('PLAN-11 a table has a line for each step and says what is open', () => {
  const { steps } = planOf(sample);
  const table = planAsTable(steps, false);
  for (const { id, title } of steps) assert.ok(table.includes(`${id} `) && table.includes(title), id);
  assert.match(table, /\d+ manual, \d+ todo/);
  assert.ok(!table.includes('\u001b['));
});

test('PLAN-11 Markdown has whom a step concerns and what it needs', () => {
  const { connection, steps } = planOf(sample);
  const text = planAsMarkdown(connection, steps);
  assert.match(text, /\| todo \| People: 3 \| `hub\.people` \| yes \|/);
  assert.match(text, /Concerns: johanna@contoso\.example, jakob@contoso\.example/);
  assert.match(text, /Needs: User\.ReadWrite\.All/);
});

test('PLAN-11 the script makes nothing twice, and leaves done steps out as comments', () => {
  const { connection, steps } = planOf(sample, ({ key, value }) =>
    key.includes('acceptedDomain') ? { kind: 'there', value: value ?? null, owner: 'unmarkable' } : { kind: 'absent' },
  );
  const script = planAsPowerShell(connection, steps);
  assert.match(script, /^# Set-AcceptedDomain /m);
  assert.match(script, /^if \(-not \(Get-TransportRule \| Where-Object .*New-TransportRule -Name "Delete all/m);
  assert.match(
    script,
    /^Invoke-MgGraphRequest -Method POST -Uri 'v1\.0\/users' -Body \(@\{.*johanna@contoso\.example/m,
  );
  assert.match(script, /^# This can not be taken back\.$/m);
  assert.ok(script.indexOf('New-TransportRule') < script.indexOf('-ForwardingSmtpAddress'));
});

test('PLAN-11 a zone fragment has the records that steps wait for, long text in pieces', () => {
  const text = 'k'.repeat(300);
  const { connection, steps } = planOf(sample, ({ key }) =>
    key.startsWith('hub/domain/')
      ? {
          kind: 'pending',
          why: 'not seen',
          publish: [
            { name: 'contoso.example', type: 'TXT', value: text },
            { name: 's._domainkey.contoso.example', type: 'CNAME', value: 's.hub.example' },
          ],
        }
      : { kind: 'absent' },
  );
  const zone = planAsZone(connection, steps);
  assert.match(zone, new RegExp(`^contoso\\.example\\. 3600 IN TXT "${'k'.repeat(255)}" "${'k'.repeat(45)}"$`, 'm'));
  assert.match(zone, /^s\._domainkey\.contoso\.example\. 3600 IN CNAME s\.hub\.example\.$/m);
  assert.match(zone, /^; +contoso\.example +unchanged/m);
});

test('PLAN-11 every kind of home has its exact values to type, and a box to tick for each', () => {
  for (const kind of ['google-workspace', 'gmail', 'exchange-server', 'postfix', 'smtp']) {
    const { connection, steps } = planOf(sample.replace('kind: smtp', `kind: ${kind}`));
    const home = steps.filter(({ id }) => id.startsWith('home.'));
    assert.deepEqual(
      home.map(({ state }) => state),
      ['manual', 'manual', 'manual'],
      kind,
    );
    for (const step of home) assert.ok(step.detail.length > 1, `${kind} ${step.id}`);
    const list = planAsChecklist(connection, steps, undefined);
    for (const { id, title } of home)
      assert.ok(list.includes(`- [ ] **${title}**`) && list.includes(`attest ${id}`), id);
  }
  const google = planOf(sample.replace('kind: smtp', 'kind: google-workspace'));
  const only = planAsChecklist(google.connection, google.steps, 'google');
  assert.match(only, /Gmail > Routing/);
  assert.ok(!only.includes('DNS:'));
});

test('PLAN-11 Microsoft 365 has the same steps, and its own beside them', () => {
  const hub =
    'hub: { kind: microsoft365, tenant: contoso.example, credentials: { clientId: a, secret: env:S }, bridge: none, outlookOnTheWeb: off }';
  const { steps } = planOf(sample.replace(/hub:.*/, hub).replace('kind: smtp', 'kind: google-workspace'));
  const ids = steps.map(({ id }) => id);
  for (const id of [
    'hub.domain',
    'hub.proof',
    'hub.relay',
    'hub.dkim',
    'hub.people',
    'hub.licences',
    'hub.outlook-on-the-web',
    'hub.rule.delete-copies-except-calendaring',
    'hub.inbound',
    'hub.outbound.home',
    'hub.rules-in-effect',
    'hub.policy',
    'hub.remote-domain',
    'hub.forwarding',
    'dns.spf',
    'home.copies',
  ]) {
    assert.ok(ids.includes(id), id);
  }
  for (const id of ['hub.bridge', 'hub.booking', 'hub.outbound.outside']) assert.ok(!ids.includes(id), id);
  const keys = new Set(steps.flatMap(({ resources }) => resources.map(({ key }) => key)));
  assert.equal(keys.size, steps.flatMap(({ resources }) => resources).length, 'a key is used once');
});
