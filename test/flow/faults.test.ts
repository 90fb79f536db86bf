import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFaultPlan } from '../../src/doors/http/faults.ts';
import { openExchange } from './exchange.ts';

test('EXO-17 reads see a write after the lag, whoever asks; the mail flow has it at once', async (t) => {
  const { objects, ask, hub, advance } = await openExchange(t, { faults: 'lag=3000' });
  const seen = async () => (await objects('Get-AcceptedDomain'))[0].DomainType;
  await objects('Set-AcceptedDomain', { Identity: 'contoso.example', DomainType: 'Authoritative' });
  assert.equal(hub.directory().acceptedDomains[0]?.type, 'Authoritative');
  assert.equal(await seen(), 'InternalRelay');
  assert.equal((await ask('POST', '/domains', { id: 'woodgrove.example' })).status, 201);
  advance(2999);
  assert.equal(await seen(), 'InternalRelay');
  assert.equal((await ask('GET', '/domains/woodgrove.example')).status, 404);
  advance(1);
  assert.equal(await seen(), 'Authoritative');
  assert.equal((await ask('GET', '/domains/woodgrove.example')).status, 200);
});

test('EXO-18 faults are refusals of their kind, and the same for the same seed', async (t) => {
  const plan = 'throttle=0.5,retryAfter=0.25,seed=7';
  const run = async () => {
    const { cmdlet, hub } = await openExchange(t, { faults: plan });
    const statuses: number[] = [];
    for (let at = 0; at < 12; at++) {
      const { status, headers } = await cmdlet('Set-AcceptedDomain', {
        Identity: 'contoso.example',
        MatchSubDomains: at % 2 === 0,
      });
      statuses.push(status);
      if (status === 429) assert.equal(headers.get('retry-after'), '0.25');
      else assert.equal(hub.directory().acceptedDomains[0]?.matchSubDomains, at % 2 === 0);
    }
    return statuses;
  };
  const first = await run();
  assert.deepEqual([...new Set(first)].sort(), [200, 429]);
  assert.deepEqual(await run(), first);

  const late = await openExchange(t, { faults: 'propagation=1000' });
  assert.equal((await late.cmdlet('Get-AcceptedDomain')).status, 401);
  late.advance(1000);
  assert.equal((await late.cmdlet('Get-AcceptedDomain')).status, 200);

  const cut = await openExchange(t, { faults: 'truncate=1,seed=3' });
  const input = { CmdletInput: { CmdletName: 'Get-Mailbox', Parameters: {} } };
  const names: string[] = [];
  let pages = 0;
  const prefer = { prefer: 'odata.maxpagesize=3' };
  for (let path: string | undefined = '/InvokeCommand'; path !== undefined; pages++) {
    const { body } = await cut.post(path, input, prefer);
    names.push(...body.value.map(({ Alias }: { Alias: string }) => Alias));
    path = body['@odata.nextLink'];
  }
  assert.deepEqual(names, ['jakob', 'johanna', 'tomislav']);
  assert.ok(pages > 1);

  const half = await openExchange(t, { faults: 'partial=0.5,seed=2' });
  const requests = Array.from({ length: 8 }, (_, at) => ({
    id: String(at),
    method: 'POST',
    url: 'InvokeCommand',
    body: { CmdletInput: { CmdletName: 'Get-AcceptedDomain' } },
  }));
  const { body } = await half.post('/$batch', { requests }, { prefer: 'odata.continue-on-error' });
  const statuses = new Set(body.responses.map(({ status }: { status: number }) => status));
  assert.deepEqual([...statuses].sort(), [200, 429]);
  assert.throws(() => readFaultPlan('lag=x'), /lag: expected a number/);
  assert.throws(() => readFaultPlan('throttle=2'), /a share from 0 to 1/);
  assert.throws(() => readFaultPlan('colour=1'), /expected one of lag/);
});
