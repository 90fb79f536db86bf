import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageScanner } from '../../src/mail/scanner/scanner.ts';
import { type Invitation, invitation, openTestHub } from './hub.ts';

const johanna = 'johanna@contoso.example';

/** Johanna reads the hub's mailbox, her colleagues their home's. */
export const withoutHome =
  (more = '') =>
  (yaml: string) =>
    yaml.replace('    name: Johanna Winter\n', `    name: Johanna Winter\n    forwarding: none\n${more}`);

async function open(t: Parameters<typeof openTestHub>[0], edit = withoutHome()) {
  const hub = await openTestHub(t, edit);
  const mailbox = async (name = 'johanna') =>
    (await hub.store.reads.mailbox(hub.person(name).id)).map(({ octets }) => octets.toString('utf8'));
  return {
    ...hub,
    mailbox,
    kinds: async (name = 'johanna') =>
      (await mailbox(name)).map((notice) => /^X-Passerelle-Notice: (.*)\r$/m.exec(notice)?.[1] ?? 'own mail').sort(),
    arrive: (given: Partial<Invitation> & { uid: string }) =>
      hub.receive(invitation({ to: johanna, ...given }), given.to ?? johanna),
    triage: (value: string) =>
      hub.addRule({
        name: 'triage',
        conditions: [{ type: 'MessageTypeMatches', value: 'Calendaring' }],
        actions: [{ type: 'SetHeader', name: 'X-MS-Exchange-Organization-CalendarBooking-TriageAction', value }],
      }),
  };
}

/** Calendar forms of a message, as a mail program finds them. */
function formsOf(message: string) {
  const scanner = new MessageScanner();
  scanner.write(Buffer.from(message));
  scanner.keep('forms');
  return scanner.end().forms;
}

test('NOTE-1 an invitation is in the hub mailbox once, in her language and time zone, with its calendar form', async (t) => {
  const hub = await open(t);
  await hub.arrive({ uid: 'u1' });
  await hub.arrive({ uid: 'u1' });
  const [notice = '', ...more] = await hub.mailbox();
  assert.deepEqual(more, []);
  assert.match(notice, /^From: .*Anna Berg via Contoso Landscaping.* <postmaster@contoso\.example>\r$/m);
  assert.match(notice, /^Reply-To: anna@fabrikam\.example\r$/m);
  assert.match(notice, /^To: johanna@contoso\.example\r$/m);
  assert.match(notice, /^Subject: Invitation : Planning\r$/m);
  assert.match(notice, /^Message-ID: <[^<>@]+@contoso\.example>\r$/m);
  assert.match(notice, /^Auto-Submitted: auto-generated\r$/m);
  assert.doesNotMatch(notice, /^List-/m);
  assert.match(notice, /10:00/);
  assert.match(notice, /Content-Type: text\/html/);
  const form = formsOf(notice).find(({ method }) => method === 'REQUEST');
  assert.match(form?.text ?? '', /UID:u1\r\n[\s\S]*ATTENDEE;[^\r\n]*:mailto:johanna@contoso\.example/);
  // As POP3 needs it: CRLF only, a line end at the end.
  assert.doesNotMatch(notice, /[^\r]\n/);
  assert.ok(notice.endsWith('\r\n'));
});

test('NOTE-1 changes, cancellations and answers are told of, and an update of an update again', async (t) => {
  const hub = await open(t);
  await hub.arrive({ uid: 'u3' });
  await hub.arrive({ uid: 'u3', sequence: 1, start: '20261127T090000Z' });
  await hub.arrive({ uid: 'u3', sequence: 2, start: '20261128T090000Z' });
  await hub.arrive({ uid: 'u3', sequence: 3, method: 'CANCEL' });
  assert.deepEqual(await hub.kinds(), ['cancellation', 'change', 'change', 'invitation']);
});

test('NOTE-1 the organizer is told of an answer, once however often it comes', async (t) => {
  const hub = await open(t);
  const made = await hub.hub.createEvent(hub.person('johanna').id, {
    ...{ summary: 'Seeds', start: '2026-11-26T09:00:00', end: '2026-11-26T10:00:00', timeZone: 'Europe/Paris' },
    attendees: [{ address: 'petra@fabrikam.example' }],
  });
  assert.equal(made.kind, 'created');
  const answer = {
    ...{ uid: made.kind === 'created' ? made.uid : '', from: 'petra@fabrikam.example', method: 'REPLY' as const },
    ...{ organizer: johanna, attendee: 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:petra@fabrikam.example', sequence: 1 },
  };
  await hub.arrive(answer);
  await hub.arrive(answer);
  const [notice = '', ...more] = await hub.mailbox();
  assert.deepEqual(more, []);
  assert.match(notice, /^X-Passerelle-Notice: answer\r$/m);
  assert.match(notice, /^Subject: =\?utf-8\?[^\r]*\r$/im);
  assert.deepEqual(formsOf(notice), []);
});

test('NOTE-2 whose mail has a home is sent nothing twice', async (t) => {
  const hub = await open(t);
  await hub.arrive({ uid: 'u2', to: 'jakob@contoso.example' });
  assert.deepEqual(await hub.mailbox('jakob'), []);
  assert.deepEqual(await hub.store.reads.jobs({ limit: 10 }), []);
});

test('NOTE-8 who asks for it is told at home, from the null sender, and its copy is an echo', async (t) => {
  const hub = await open(t);
  const jakob = 'jakob@contoso.example';
  await hub.hub.chooseNotices(hub.person('jakob').id, { invitation: true });
  await hub.arrive({ uid: 'u2', to: jakob });
  assert.deepEqual(await hub.mailbox('jakob'), []);
  const [job, ...more] = await hub.store.reads.jobs({ limit: 10 });
  assert.deepEqual(more, []);
  assert.deepEqual([job?.sender, job?.recipient, job?.origin], ['', 'jakob@g.contoso.example', 'hub']);
  const octets = job?.message.type === 'whole' ? job.message.octets : Buffer.alloc(0);
  await hub.receive(octets, jakob, '');
  assert.equal(hub.records.at(-1)?.effect, 'echo');
  // A home that strips our header: the ledger knows it too.
  const stripped = octets.toString('latin1').replace(/^X-Passerelle-Origin: [\s\S]*?\r\n(?=\S)/m, '');
  assert.notEqual(stripped.length, octets.length);
  await hub.receive(Buffer.from(stripped, 'latin1'), jakob, '');
  assert.equal(hub.records.at(-1)?.effect, 'echo');
  assert.equal((await hub.store.reads.jobs({ limit: 10 })).length, 1);
});

test('NOTE-6 what is held is told of once, by the hub, without its content', async (t) => {
  const hub = await open(t);
  await hub.arrive({ uid: 'u4', verdict: 'fail' });
  await hub.arrive({ uid: 'u4', verdict: 'fail' });
  const [held = '', ...more] = await hub.mailbox();
  assert.deepEqual(more, []);
  assert.match(held, /^From: "?Contoso Landscaping"? <postmaster@contoso\.example>\r$/m);
  assert.doesNotMatch(held, /^Reply-To/m);
  assert.match(held, /anna@fabrikam\.example/);
  assert.match(held, /personne ne r=C3=A9pond de l=E2=80=99exp=C3=A9diteur/);
  assert.deepEqual(formsOf(held), []);
  assert.doesNotMatch(held, /Thursday/);
});

test('NOTE-3 a kind is turned off by the connection, and on again by the person', async (t) => {
  const hub = await open(t, withoutHome('    notices: { invitation: false }\n'));
  await hub.arrive({ uid: 'u5' });
  await hub.arrive({ uid: 'u5', sequence: 2, method: 'CANCEL' });
  assert.deepEqual(await hub.kinds(), ['cancellation']);
  await hub.hub.chooseNotices(hub.person('johanna').id, { invitation: true, cancellation: false });
  await hub.arrive({ uid: 'u6' });
  await hub.arrive({ uid: 'u6', sequence: 2, method: 'CANCEL' });
  assert.deepEqual(await hub.kinds(), ['cancellation', 'invitation']);
});

test('NOTE-3 what the hub itself sends her is kept in her mailbox unless she turned it off', async (t) => {
  const hub = await open(t);
  const invite = (summary: string) =>
    hub.hub.createEvent(hub.person('jakob').id, {
      ...{ summary, start: '2026-11-26T09:00:00', end: '2026-11-26T10:00:00', timeZone: 'Europe/Paris' },
      attendees: [{ address: johanna }],
    });
  await invite('One');
  assert.equal((await hub.mailbox()).length, 1);
  await hub.hub.chooseNotices(hub.person('johanna').id, { invitation: false });
  await invite('Two');
  assert.equal((await hub.mailbox()).length, 1);
  assert.equal(hub.records.at(-1)?.effect, 'REQUEST notice: turned off');
  assert.equal((await hub.store.reads.objects(`${hub.person('johanna').id}/calendar`)).length, 2);
});

for (const [value, kept] of [
  ['MoveToDeletedItems', ['cancellation', 'held']],
  ['None', ['cancellation', 'change', 'held', 'invitation']],
] as const) {
  test(`NOTE-4 TriageAction ${value} decides on invitations and changes; the rest always shows`, async (t) => {
    const hub = await open(t);
    await hub.triage(value);
    await hub.arrive({ uid: 'u6' });
    await hub.arrive({ uid: 'u6', sequence: 1, start: '20261127T090000Z' });
    await hub.arrive({ uid: 'u6', sequence: 2, method: 'CANCEL' });
    await hub.arrive({ uid: 'u7', verdict: 'fail' });
    assert.deepEqual(await hub.kinds(), kept);
  });
}

test('NOTE-5 of what she did herself she is told nothing; what was fetched and deleted does not come again', async (t) => {
  const hub = await open(t);
  await hub.arrive({ uid: 'u7', from: johanna });
  assert.deepEqual(await hub.mailbox(), []);
  await hub.arrive({ uid: 'u8', verdict: 'fail' });
  const personId = hub.person('johanna').id;
  const ids = (await hub.store.reads.mailboxEntries(personId)).map(({ id }) => id);
  assert.equal(ids.length, 1);
  await hub.store.commit([{ type: 'deleteMailboxMessages', personId, ids }]);
  await hub.arrive({ uid: 'u8', verdict: 'fail' });
  assert.deepEqual(await hub.mailbox(), []);
});

test('NOTE-5 a home mailbox that is read in for the first time tells nothing', async (t) => {
  const hub = await open(t);
  const filled = await hub.hub.fillFromMail(
    hub.person('johanna').id,
    Buffer.from(invitation({ uid: 'u9', to: johanna })),
  );
  assert.equal(filled.kind, 'filled');
  assert.deepEqual(await hub.mailbox(), []);
});

test('NOTE-7 a notice is in the unit that files: none without the other', async (t) => {
  const hub = await open(t);
  const units: string[][] = [];
  const { store } = hub;
  const commit = store.commit.bind(store);
  let conflicts = 1;
  store.commit = async (unit) => {
    if (!unit.some(({ type }) => type === 'putObject')) return commit(unit);
    units.push(unit.map(({ type }) => type));
    return conflicts-- > 0 ? 'conflict' : commit(unit);
  };
  await hub.arrive({ uid: 'u1' });
  assert.equal(units.length, 2);
  for (const unit of units) assert.ok(unit.includes('putMailboxMessage') && unit.includes('claim'));
  assert.equal((await hub.mailbox()).length, 1);
  store.commit = async () => Promise.reject(new Error('disk full'));
  const answer = await hub.arrive({ uid: 'u2' }).catch(() => 'fault');
  assert.notEqual(answer, undefined);
  store.commit = commit;
  assert.equal((await hub.mailbox()).length, 1);
  await hub.arrive({ uid: 'u2' });
  assert.equal((await hub.mailbox()).length, 2);
});

test('NOTE-9 a full hub mailbox takes nothing more; the calendar has it, and the trace says so', async (t) => {
  const hub = await open(t);
  Object.assign(hub.context, { limits: { ...hub.context.limits, mailboxMessages: 1 } });
  await hub.arrive({ uid: 'u1' });
  await hub.arrive({ uid: 'u2' });
  assert.equal((await hub.mailbox()).length, 1);
  assert.ok(hub.records.some(({ effect, decision }) => decision === 'drop' && effect.endsWith('hub mailbox full')));
  assert.equal((await hub.store.reads.objects(`${hub.person('johanna').id}/calendar`)).length, 2);
});
