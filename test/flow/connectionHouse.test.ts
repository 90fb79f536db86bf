/** What a connection says of rooms, notices and sign-in, as the engine brings it about. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { PlanStep } from '../../src/connection/engine/plan.ts';
import { sampleConnection } from '../../src/connection/sample.ts';
import { openEmptyHub } from './hub.ts';

const sample = sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' });
const withRooms = (room: string) => sample.replace('booking:', `rooms:\n  - ${room}\nbooking:`);

async function open(t: TestContext) {
  const house = await openEmptyHub(t);
  return {
    ...house,
    /** Applies the file; nothing of it may be left to do. */
    async apply(yaml: string): Promise<readonly PlanStep[]> {
      const applied = await house.hub.connection.apply(yaml);
      if (applied.kind === 'problem') throw new Error(JSON.stringify(applied));
      const left = applied.steps.filter(({ state }) => state !== 'done' && state !== 'manual');
      assert.deepEqual(left, []);
      return applied.steps;
    },
    named: (name: string) => house.hub.directory().people.find((one) => one.name === name),
  };
}

test('ROOM-14 a room of the connection is in the directory with Exchange’s defaults, and its mail is copied', async (t) => {
  const house = await open(t);
  const steps = await house.apply(withRooms('{ address: greenhouse@contoso.example, name: Greenhouse, capacity: 12 }'));
  const room = house.named('Greenhouse');
  assert.equal(room?.forwarding, undefined);
  assert.deepEqual([room?.resource?.kind, room?.resource?.capacity], ['room', 12]);
  const { automateProcessing, allBookInPolicy, bookingWindowInDays, maximumDurationInMinutes } =
    room?.resource?.processing ?? assert.fail();
  assert.deepEqual(
    [automateProcessing, allBookInPolicy, bookingWindowInDays, maximumDurationInMinutes],
    ['AutoAccept', true, 180, 1440],
  );
  const copies = steps.find(({ id }) => id === 'home.copies');
  assert.match(JSON.stringify(copies), /greenhouse@contoso\.example/);
});

test('ROOM-14 a room keeps its calendar under another address, and one that is listed no more is disabled', async (t) => {
  const house = await open(t);
  await house.apply(withRooms('{ address: greenhouse@contoso.example, name: Greenhouse }'));
  const first = house.named('Greenhouse')?.id;
  await house.apply(
    withRooms('{ address: orangery@contoso.example, aliases: [greenhouse@contoso.example], name: Orangery }'),
  );
  assert.equal(house.named('Orangery')?.id, first);
  await house.apply(sample);
  assert.equal(house.named('Orangery')?.enabled, false);
});

test('CONF-43 where a person reads her mail and what she is told of is written, and taken back by the next apply', async (t) => {
  const house = await open(t);
  await house.apply(
    sample.replace(
      '    name: Johanna Winter\n',
      '    name: Johanna Winter\n    forwarding: none\n    notices: { reminder: true, agendaHour: 6 }\n',
    ),
  );
  const before = house.named('Johanna Winter');
  assert.equal(before?.forwarding, undefined);
  assert.deepEqual(before?.notices, { reminder: true, agendaHour: 6 });
  await house.apply(sample);
  const after = house.named('Johanna Winter');
  assert.equal(after?.forwarding?.forwardingSmtpAddress, 'johanna@g.contoso.example');
  assert.equal(after?.notices, undefined);
});

test('CONF-42 how people sign in is a step of its own; without a word of it administrators need a second factor', async (t) => {
  const house = await open(t);
  await house.apply(sample);
  assert.deepEqual(house.hub.directory().signIn, { mfa: 'administrators' });
  const oidc =
    '{ issuer: https://id.contoso.example, clientId: hub, clientSecret: env:OIDC_SECRET, domains: [Contoso.example] }';
  const steps = await house.apply(`${sample}\nsignIn:\n  mfa: all\n  oidc: ${oidc}\n`);
  assert.equal(
    steps.find(({ id }) => id === 'hub.signIn')?.title,
    'Sign-in: second factor for all, identity provider https://id.contoso.example',
  );
  const { signIn } = house.hub.directory();
  assert.deepEqual([signIn.mfa, signIn.oidc?.domains], ['all', ['contoso.example']]);
  await house.apply(sample);
  assert.deepEqual(house.hub.directory().signIn, { mfa: 'administrators' });
});
