import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createHome } from '../../src/connection/providers/outside.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { connectionFrom } from './connection.ts';

interface Server {
  readonly host: string;
  readonly said: string[];
}

/** A mail server that answers RCPT as told, and hears what it is asked. */
async function openServer(t: TestContext, answer: (address: string) => string, greeting = '220 mx'): Promise<Server> {
  const said: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(`${greeting}\r\n`);
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      for (const line of String(text).split('\r\n').filter(Boolean)) {
        said.push(line);
        const [, address] = /^RCPT TO:<(.*)>$/.exec(line) ?? [];
        socket.write(
          line.startsWith('EHLO')
            ? '250-mx\r\n250 SIZE 1000\r\n'
            : `${address === undefined ? '250 ok' : answer(address)}\r\n`,
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, said };
}

async function look(host: string, kind = 'smtp') {
  const connection = connectionFrom({
    home: `{ kind: ${kind}, smartHost: '${host}', returnDomain: g.contoso.example, copiesFrom: [192.0.2.1] }`,
  });
  const needs = { records: [], sendingAddresses: [] };
  const provider = createHome(connection, {
    clock: systemClock,
    random: systemRandom,
    readSecret: () => '',
    needs,
    mail: {},
  });
  const wanted = provider.want(connection);
  const observed = await provider.read(wanted);
  return { wanted, of: (step: string) => observed.get(wanted.find((one) => one.step === step)?.key ?? '')?.kind };
}

test('CSMTP-1 the home is asked whether it takes mail for the return domain, and nothing is sent', async (t) => {
  const takes = await openServer(t, (address) =>
    address.endsWith('@g.contoso.example') ? '250 ok' : '550 5.1.1 unknown',
  );
  assert.equal((await look(takes.host)).of('home.return-domain'), 'there');
  assert.ok(takes.said.includes('RCPT TO:<johanna@g.contoso.example>'));
  assert.ok(!takes.said.some((line) => line.startsWith('DATA')));
  const refuses = await openServer(t, () => '550 5.7.1 relaying denied');
  assert.equal((await look(refuses.host)).of('home.return-domain'), 'absent');
});

test('CSMTP-1 a server that takes mail for everybody, or says later, proves nothing', async (t) => {
  const relays = await openServer(t, () => '250 ok');
  assert.equal((await look(relays.host)).of('home.return-domain'), 'absent');
  const later = await openServer(t, (address) => (address.endsWith('.invalid') ? '550 no' : '450 4.7.1 greylisted'));
  assert.equal((await look(later.host)).of('home.return-domain'), 'absent');
  const garbage = await openServer(t, () => '', 'x'.repeat(20_000));
  assert.equal((await look(garbage.host)).of('home.return-domain'), 'pending');
});

test('CSMTP-2 homes of other kinds are guided: exact values for each step, in a safe order', async () => {
  for (const kind of ['smtp', 'exchange-server', 'gmail']) {
    const connection = connectionFrom({
      home: `{ kind: ${kind}, smartHost: mx.contoso.example, returnDomain: g.contoso.example, copiesFrom: [192.0.2.1], answers: answers@contoso.example }`,
    });
    const needs = { records: [], sendingAddresses: [] };
    const provider = createHome(connection, {
      clock: systemClock,
      random: systemRandom,
      readSecret: () => '',
      needs,
      mail: { port: 2525 },
    });
    const wanted = provider.want(connection);
    assert.deepEqual(
      wanted.map(({ step }) => step),
      ['home.return-domain', 'home.answers', 'home.copies'],
      kind,
    );
    assert.ok(
      wanted.every(({ manual }) => (manual?.values.length ?? 0) > 0),
      kind,
    );
    await assert.rejects(provider.write('smtp/copies', [], { kind: 'absent' }), { code: 'smtp.manual' });
  }
});
