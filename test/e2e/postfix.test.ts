import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { invitation, newsletter, reply } from '../../bench/shapes.ts';
import { readCalendar, unfold } from '../peers/calendar.ts';
import { eventually } from '../peers/waiting.ts';
import { type House, openHouse } from './house.ts';

const tomorrow = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 24 * 3_600_000);
const ada = 'ada@fabrikam.example';
const johanna = 'johanna@contoso.example';
const jakob = 'jakob@contoso.example';

test('Postfix as the home, Dovecot as its mailboxes', async (t) => {
  const house = await openHouse(t);
  if (house === undefined) return;
  const { hub, mailboxes, outside } = house;
  const week = { johanna: await readCalendar(hub, johanna), jakob: await readCalendar(hub, jakob) };

  for (const shape of ['google', 'exchange', 'apple'] as const) {
    await t.test(
      `FLOW-3 an outside invitation (${shape}) reaches the mailbox once and stands tentative on the calendar`,
      async () => {
        const id = `<invited-${shape}@fabrikam.example>`;
        await house.arrive(ada, johanna, invite(shape, `invited-${shape}`, id));
        const ics = unfold(
          await eventually('the event is on the calendar', () => week.johanna.object(`invited-${shape}`)),
        );
        assert.match(ics, /^X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE$/m);
        assert.match(ics, /^ATTENDEE(?=[^:]*PARTSTAT=NEEDS-ACTION)[^:]*:mailto:johanna@contoso\.example$/im);
        await eventually('the message is in the mailbox', () => inMailbox(house, 'johanna', id) === 1);
        const [record] = await house.traced(id);
        assert.equal(record?.decision, 'file');
        assert.equal(record?.tier, 'authenticatedStranger');
        assert.ok((record?.milliseconds ?? Number.POSITIVE_INFINITY) < 1000, 'filed within a second');
        await house.settled();
        assert.equal(inMailbox(house, 'johanna', id), 1);
        assert.equal(outside.messages.length, 0, 'the organizer is told nothing');
      },
    );
  }

  await t.test('FLOW-2 a newsletter reaches the mailbox, and the hub keeps nothing of it', async () => {
    const id = '<offers@news.fabrikam.example>';
    const secret = 'begonias-at-half-price';
    const message = newsletter({
      messageId: id,
      from: 'news@fabrikam.example',
      to: johanna,
      subject: 'Offers of the week',
      textOctets: 60_000,
      attachments: [Buffer.from(secret.repeat(20_000))],
    });
    const marked = Buffer.from(
      message.toString('latin1').replaceAll('paragraph 77 ', `paragraph ${secret} `),
      'latin1',
    );
    await house.arrive('news@fabrikam.example', johanna, marked);
    await eventually('the newsletter is in the mailbox', () => inMailbox(house, 'johanna', id) === 1);
    const [record] = await house.traced(id);
    assert.deepEqual([record?.decision, record?.effect], ['drop', 'deleted by rule']);
    assert.ok(
      mailboxes.mailbox('johanna').some((text) => text.includes(secret)),
      'the mark is in the mail',
    );
    for (const { name, octets } of filesOf(hub.data)) {
      assert.ok(!octets.includes(secret), `${name} holds text of it`);
      assert.ok(
        !octets.includes(Buffer.from(secret.repeat(3)).toString('base64').slice(4, 40)),
        `${name} holds its attachment`,
      );
    }
  });

  await t.test('FLOW-4 a spoofed invitation is held, never on the grid, and the mailbox still gets it', async () => {
    const id = '<spoofed@elsewhere.example>';
    await house.arrive('mallory@spoofed.example', johanna, invite('google', 'spoofed', id, 'ceo@contoso.example'));
    const [record] = await house.traced(id);
    assert.equal(record?.decision, 'hold');
    assert.equal(record?.tier, 'unauthenticated');
    assert.equal(await week.johanna.object('spoofed'), undefined);
    await eventually('the message is in the mailbox', () => inMailbox(house, 'johanna', id) === 1);
  });

  await t.test('FLOW-8 an answer given at home updates the hub, and the organizer gets that one answer', async () => {
    const id = '<accepted@contoso.example>';
    const answer = reply({
      uid: 'invited-google',
      messageId: id,
      organizer: ada,
      attendee: johanna,
      partStat: 'ACCEPTED',
      start: tomorrow,
      minutes: 45,
    });
    await house.arrive(johanna, ada, answer);
    await eventually('the answer is on the calendar', async () => {
      const ics = await week.johanna.object('invited-google');
      return ics !== undefined && /^ATTENDEE;.*PARTSTAT=ACCEPTED.*:mailto:johanna@/im.test(unfold(ics));
    });
    await house.settled();
    assert.equal(outside.messages.filter(({ text }) => text.includes('METHOD:REPLY')).length, 1);
  });

  await t.test(
    'FLOW-5 FLOW-7 an event made in the hub goes home and outside once, and its copies do not loop',
    async () => {
      const before = outside.messages.length;
      const { status, body } = await hub.api('POST', `/api/v1/people/${johanna}/events`, {
        summary: 'Hedge plan',
        start: local(tomorrow),
        end: local(new Date(tomorrow.getTime() + 3_600_000)),
        timeZone: 'Europe/Paris',
        attendees: [{ address: jakob, name: 'Jakob Berg' }, { address: ada }],
      });
      assert.equal(status, 201);
      const { uid } = body as { uid: string };
      assert.ok(await week.jakob.object(uid), 'filed on the calendar of the colleague in the same commit');
      const sent = await eventually('the guest outside has it', () =>
        outside.messages.slice(before).find(({ recipients }) => recipients.includes(ada)),
      );
      const delivered = await eventually('the colleague has it in his mailbox', () =>
        mailboxes.mailbox('jakob').find((text) => unfold(text).includes(uid) || text.includes('Hedge plan')),
      );
      assert.match(unfold(sent.text), /method=REQUEST/i);
      assert.doesNotMatch(sent.text, /X-Passerelle-Origin/i);
      await house.settled();
      assert.equal(outside.messages.length, before + 1, 'one message outside');
      const id = messageIdOf(delivered);
      assert.equal(inMailbox(house, 'jakob', id), 1, 'one message in the mailbox');
      assert.equal(mailboxes.mailbox('johanna').filter((text) => text.includes('Hedge plan')).length, 0);
      const copies = await eventually('Postfix copied it back', async () => {
        const found = (await house.traced(id)).filter(({ direction }) => direction === 'in');
        return found.length > 0 ? found : undefined;
      });
      for (const copy of copies) assert.equal(copy.effect, 'echo');
    },
  );

  await t.test('a REPLY from outside updates the organizer’s event', async () => {
    const { body } = await hub.api('POST', `/api/v1/people/${johanna}/events`, {
      summary: 'Pond plan',
      start: local(tomorrow),
      end: local(new Date(tomorrow.getTime() + 3_600_000)),
      timeZone: 'Europe/Paris',
      attendees: [{ address: ada }],
    });
    const { uid } = body as { uid: string };
    const answer = reply({
      uid,
      messageId: '<declined@fabrikam.example>',
      organizer: johanna,
      attendee: ada,
      partStat: 'DECLINED',
      start: tomorrow,
      minutes: 60,
    });
    await house.arrive(ada, johanna, answer);
    await eventually('her answer is on the event', async () => {
      const ics = await week.johanna.object(uid);
      return ics !== undefined && /^ATTENDEE;.*PARTSTAT=DECLINED.*:mailto:ada@/im.test(unfold(ics));
    });
    await house.settled();
  });

  await t.test('FLOW-6 a copy for nobody is accepted and dropped, so that no bounce reaches its sender', async () => {
    const id = '<gone@fabrikam.example>';
    const { smtpPort } = hub;
    const { createTransport } = await import('nodemailer');
    const post = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
    await post.sendMail({
      envelope: { from: ada, to: ['gone@contoso.example'] },
      raw: invite('google', 'gone', id),
    });
    const [record] = await house.traced(id);
    assert.deepEqual([record?.decision, record?.effect], ['drop', 'no such person']);
  });

  await t.test('CONF-23 the command line shows the same trace', async () => {
    const { out, code } = await hub.cli('trace', '--message-id', '<invited-google@fabrikam.example>', '--json');
    assert.equal(code, 0);
    const records = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ decision, recipient }) => [decision, recipient]),
      [['file', johanna]],
    );
  });
});

function invite(shape: 'google' | 'exchange' | 'apple', uid: string, messageId: string, organizer = ada): Buffer {
  return invitation(shape, {
    uid,
    messageId,
    organizer,
    attendee: johanna,
    summary: 'Garden plan',
    start: tomorrow,
    minutes: 45,
  });
}

function inMailbox(house: House, localPart: string, messageId: string): number {
  return house.mailboxes.mailbox(localPart).filter((text) => text.includes(messageId)).length;
}

function messageIdOf(text: string): string {
  return /^message-id:\s*(<[^>]+>)/im.exec(text)?.[1] ?? '';
}

/** As the API takes times: local, without offset. The hour is any hour. */
function local(time: Date): string {
  return time.toISOString().slice(0, 19);
}

function filesOf(directory: string): { name: string; octets: Buffer }[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const name = join(entry.parentPath, entry.name);
      return { name, octets: readFileSync(name) };
    });
}
