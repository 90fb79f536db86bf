/** The connection of the built-in hub, over its own wire: plan, apply, drift, undo, and what the mail flow makes of it. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { canonical } from '../../src/connection/engine/compare.ts';
import type { PlanStep } from '../../src/connection/engine/plan.ts';
import type { Fetch } from '../../src/connection/providers/hub/wire/fetch.ts';
import { sampleConnection } from '../../src/connection/sample.ts';
import { mailGraphCycle, outboundConnectorFor } from '../../src/directory/recipients.ts';
import { openEmptyHub } from './hub.ts';

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
