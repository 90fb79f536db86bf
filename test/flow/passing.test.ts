import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startDelivery } from '../../src/delivery/delivery.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createNodeResolver } from '../../src/platform/nodeResolver.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { openSink } from '../peers/sink.ts';
import { checked, invitation, now, openTestHub } from './hub.ts';

const johanna = 'johanna@contoso.example';
const archive = 'archive@adatum.example';
const redirect = {
  name: 'Archive the press',
  conditions: [{ type: 'SubjectContainsWords', words: ['press'] }],
  actions: [{ type: 'RedirectMessageTo', addresses: [archive] }],
} as const;

/** Octets of every value, in lines of legal length, with dots where SMTP stuffs them. */
function newsletter(marker: string, messageId = '<press-1@fabrikam.example>'): Buffer {
  const body = Buffer.concat(
    Array.from({ length: 4000 }, (_, index) =>
      Buffer.from(`${index % 7 === 0 ? '.' : ''}${marker} ${index} \u00e9\u4e16 ${'x'.repeat(index % 60)}\r\n`),
    ),
  );
  const head = `${checked('pass', 'news@fabrikam.example')}From: news@fabrikam.example\r\nTo: ${johanna}\r\nSubject: press\r\nMessage-ID: ${messageId}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

async function openPassingHub(t: TestContext) {
  const sink = await openSink();
  t.after(() => sink.close());
  const hub = await openTestHub(t, (yaml) => yaml, sink.port);
  return { sink, hub };
}

type Hub = Awaited<ReturnType<typeof openTestHub>>;

/** Delivers what waits; resolves when nothing waits any more. */
async function deliver(hub: Hub): Promise<void> {
  let settled = 0;
  let told: () => void = () => {};
  const delivery = await startDelivery({
    ...{ store: hub.store, directory: hub.context.directory, log: silentLog, clock: { now: () => now } },
    ...{ random: systemRandom, resolver: createNodeResolver(undefined), hostname: 'hub.contoso.example' },
    secretOf: () => '',
    onTrace(records) {
      settled += records.length;
      told();
    },
  });
  const waiting = (await hub.store.reads.jobs({ limit: 100 })).length;
  while (settled < waiting) await new Promise<void>((resolve) => (told = resolve));
  await delivery.stop();
}

function bodyOf(text: string): Buffer {
  return Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
}

test('FLOW-12 redirected mail leaves whole: the same octets, to the new recipient only', async (t) => {
  const { sink, hub } = await openPassingHub(t);
  await hub.addRule(redirect);
  const sent = newsletter('unmistakable');
  assert.equal((await hub.receive(sent, johanna)).outcome.kind, 'accepted');
  await deliver(hub);
  assert.deepEqual(
    sink.messages.map(({ recipients }) => recipients),
    [[archive]],
  );
  const sentBody = sent.subarray(sent.indexOf('\r\n\r\n') + 4);
  assert.ok(Buffer.concat([bodyOf(sink.messages[0]?.text ?? ''), Buffer.from('\r\n')]).equals(sentBody));
  assert.match(sink.messages[0]?.text ?? '', /^Received: .*by hub\.contoso\.example/s);
});

test('FLOW-12 passed mail lies encrypted while it waits, and is gone once it has left', async (t) => {
  const { hub } = await openPassingHub(t);
  await hub.addRule(redirect);
  await hub.receive(newsletter('unmistakable'), johanna);
  const [job] = await hub.store.reads.jobs({ limit: 10 });
  assert.equal(job?.message.type, 'content');
  for (const name of await readdir(hub.dataDirectory)) {
    assert.equal((await readFile(join(hub.dataDirectory, name))).includes('unmistakable'), false, name);
  }
  await deliver(hub);
  const contentId = job?.message.type === 'content' ? job.message.contentId : '';
  for await (const piece of hub.store.content(contentId)) assert.fail(`${piece.length} octets are left`);
});

test('FLOW-12 the same octets again are one message; another with its Message-ID is another', async (t) => {
  const { sink, hub } = await openPassingHub(t);
  await hub.addRule(redirect);
  assert.equal((await hub.receive(newsletter('first'), johanna)).outcome.kind, 'accepted');
  assert.equal((await hub.receive(newsletter('first'), johanna)).outcome.kind, 'accepted');
  assert.equal(hub.records.at(-1)?.effect, 'passed before');
  assert.equal((await hub.receive(newsletter('second'), johanna)).outcome.kind, 'accepted');
  await deliver(hub);
  assert.equal((await hub.receive(newsletter('first'), johanna)).outcome.kind, 'accepted');
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
  assert.equal(sink.messages.length, 2);
});

test('FLOW-12 redirected calendaring is sent on without attachments, once, and is not filed here', async (t) => {
  const { sink, hub } = await openPassingHub(t);
  await hub.addRule({
    ...redirect,
    conditions: [{ type: 'MessageTypeMatches', value: 'Calendaring' }],
  });
  const sent = invitation({ uid: 'u1', to: johanna });
  await hub.receive(sent, johanna);
  await hub.receive(sent, johanna);
  await deliver(hub);
  assert.equal(await hub.store.reads.object(`${hub.person('johanna').id}/calendar`, 'u1'), undefined);
  assert.equal(sink.messages.length, 1);
  assert.match(sink.messages[0]?.text ?? '', /text\/calendar; charset=utf-8; method=REQUEST/i);
  assert.match(sink.messages[0]?.text ?? '', /Planning, Thursday\./);
});

test('FLOW-13 where no answer of the body can change the decision, nothing of the body is kept', async (t) => {
  const { hub } = await openPassingHub(t);
  await hub.addRule({ ...redirect, name: 'No press', actions: [{ type: 'DeleteMessage' }] });
  const sent = invitation({ uid: 'u9', to: johanna }).replace('Subject: Planning', 'Subject: press');
  assert.equal((await hub.receive(sent, johanna)).outcome.kind, 'accepted');
  assert.deepEqual([hub.records[0]?.decision, hub.records[0]?.effect], ['drop', 'deleted by rule']);
  assert.equal(await hub.store.reads.object(`${hub.person('johanna').id}/calendar`, 'u9'), undefined);
});
