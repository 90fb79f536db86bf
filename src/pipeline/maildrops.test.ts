import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { now, openTestHub } from '../../test/flow/hub.ts';
import { createMaildrops, type Maildrop } from './maildrops.ts';

/** Two processes on one store, with a clock that is moved by hand; johanna has one message. */
async function open(t: TestContext) {
  const { context, store, person } = await openTestHub(t);
  let at = now;
  const personId = person('johanna').id;
  await store.commit([
    { type: 'putMailboxMessage', message: { id: 'm1', personId, at, octets: Buffer.from('Subject: one\r\n\r\n') } },
  ]);
  const process = () =>
    createMaildrops({ ...context, clock: { now: () => at }, credentials: { checkAppPassword: async () => personId } });
  const enter = async (maildrops: ReturnType<typeof process>): Promise<Maildrop> => {
    const opened = await maildrops.open('johanna@contoso.example', 'right');
    assert.equal(opened.kind, 'opened');
    return (opened as { maildrop: Maildrop }).maildrop;
  };
  return {
    ...{ one: process(), other: process(), enter },
    refused: async (maildrops: ReturnType<typeof process>) =>
      assert.equal((await maildrops.open('johanna@contoso.example', 'right')).kind, 'inUse'),
    left: async () => (await store.reads.mailboxEntries(personId)).map(({ id }) => id),
    later(milliseconds: number) {
      at += milliseconds;
    },
  };
}

test('POP3-7 a mailbox that one process serves is in use to all others, until it is released', async (t) => {
  const { one, other, enter, refused } = await open(t);
  const first = await enter(one);
  await refused(one);
  await refused(other);
  await first.release();
  const second = await enter(other);
  await refused(one);
  // Said twice, it takes nothing from whoever has it now.
  await first.release();
  await refused(one);
  await second.release();
  await (await enter(one)).release();
});

test('POP3-7 a process that died frees its mailboxes in time, and what it held removes nothing more', async (t) => {
  const { one, other, enter, later, left } = await open(t);
  const dead = await enter(one);
  later(91_000);
  const alive = await enter(other);
  await assert.rejects(dead.remove(['m1']), /not held any more/);
  assert.deepEqual(await left(), ['m1']);
  await alive.remove(['m1']);
  assert.deepEqual(await left(), []);
  await dead.release();
  await alive.release();
});
