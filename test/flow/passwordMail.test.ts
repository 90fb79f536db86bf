import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { outgoingMessage } from '../../src/delivery/message.ts';
import { createLinkMail } from '../../src/pipeline/signIn/linkMail.ts';
import { openTestHub } from './hub.ts';

const url = 'https://hub.contoso.example/sign-in#password=TOKEN-OF-THE-TEST';

test('SIGN-4 the link goes to the home mailbox, lies in the store encrypted, and comes back as echo', async (t) => {
  const { context, store, person, dataDirectory, receive, records } = await openTestHub(t);
  assert.equal(await createLinkMail(context)(person('johanna'), url, []), true);
  const [job, ...more] = await store.reads.jobs({ limit: 10 });
  assert.deepEqual(more, []);
  assert.equal(job?.recipient, 'johanna@g.contoso.example');
  assert.equal(job?.connector, 'To home');
  assert.equal(job?.sender, '');
  const files = readdirSync(dataDirectory).map((file) => readFileSync(join(dataDirectory, file)));
  assert.equal(
    files.some((octets) => octets.includes('TOKEN-OF-THE-TEST')),
    false,
  );
  assert.ok(job);
  const pieces: Buffer[] = [];
  for await (const piece of outgoingMessage(job, store, '').open()) pieces.push(piece);
  const message = Buffer.concat(pieces).toString();
  assert.match(message, /^From: postmaster@contoso\.example\r\nTo: johanna@contoso\.example\r\n/);
  assert.match(message, /Auto-Submitted: auto-generated\r\n/);
  const text = message.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  assert.ok(text.includes(url));
  await receive(message, 'johanna@contoso.example', '');
  assert.equal(records.at(-1)?.effect, 'echo');
});

test('SIGN-4 without a way home nothing is sent, and whoever asked for her is told', async (t) => {
  const { context, person, store } = await openTestHub(t);
  const { forwarding: _, ...atHub } = person('johanna');
  const people = context.directory().people.map((one) => (one.id === atHub.id ? atHub : one));
  const without = { ...context, directory: () => ({ ...context.directory(), people }) };
  assert.equal(await createLinkMail(without)(atHub, url, []), false);
  assert.deepEqual(await store.reads.jobs({ limit: 10 }), []);
});
