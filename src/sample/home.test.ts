import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { readScheduling } from '../calendar/scheduling/read.ts';
import { openSmtpDoor } from '../doors/smtp/door.ts';
import { readHomeVerdict } from '../mail/authentication/home.ts';
import type { Envelope } from '../mail/envelope.ts';
import { headerValue, parseHeaders } from '../mail/headerBlock.ts';
import { refuse } from '../mail/refusal.ts';
import { MessageScanner } from '../mail/scanner/scanner.ts';
import type { Intake } from '../pipeline/intake.ts';
import { silentLog } from '../platform/log.ts';
import { openSampleHome } from './home.ts';
import { playSample } from './messages.ts';

const now = Date.parse('2026-11-24T09:00:00Z');

interface Copy {
  readonly sender: string;
  readonly recipient: string;
  readonly raw: Buffer;
}

/** Stands for the hub: keeps the copies, after saying "later" a number of times. */
async function openHub(t: TestContext, laters = 0) {
  const copies: Copy[] = [];
  let left = laters;
  const intake: Intake = {
    trusted: () => true,
    authenticate: () => Promise.resolve(false),
    sender: () => (left-- > 0 ? refuse(451, '4.3.0', 'later') : undefined),
    recipient: () => undefined,
    begin(envelope: Envelope) {
      const pieces: Buffer[] = [];
      return {
        write: (piece) => void pieces.push(Buffer.from(piece)),
        abort: () => undefined,
        end: async () => {
          const recipient = envelope.recipients[0]?.address ?? '';
          copies.push({ sender: envelope.sender, recipient, raw: Buffer.concat(pieces) });
          return { outcome: { kind: 'accepted', text: 'Ok' } };
        },
      };
    },
  };
  const door = await openSmtpDoor({
    intake,
    log: silentLog,
    host: '127.0.0.1',
    port: 0,
    protocol: 'SMTP',
    hostname: 'hub.contoso.example',
  });
  t.after(() => door.close());
  return { port: door.port, copies };
}

async function openHome(t: TestContext, hubSmtpPort: number) {
  const home = await openSampleHome({
    hubSmtpPort,
    domain: 'contoso.example',
    returnDomain: 'g.contoso.example',
    answers: 'answers@contoso.example',
    log: silentLog,
  });
  t.after(() => home.close());
  return home;
}

const verdictOf = (raw: Buffer) =>
  readHomeVerdict(parseHeaders(raw.subarray(0, raw.indexOf('\r\n\r\n') + 2)), 'mx.contoso.example', [
    'contoso.example',
  ]);

function formsOf(raw: Buffer) {
  const scanner = new MessageScanner();
  scanner.write(raw);
  return scanner.end().forms;
}

test('OUT-16 the sample arrives at home, and its copies at the hub without attachments', async (t) => {
  const hub = await openHub(t, 1);
  const home = await openHome(t, hub.port);
  await playSample(home, { now: () => now });
  await home.copiesSettled();

  assert.deepEqual(
    home.mailbox('jo@contoso.example').map(({ subject }) => subject),
    [
      'Invitation: Garden plan review',
      'Spring catalogue: 40 new roses',
      'Updated invitation: Garden plan review',
      'Invitation: Quotation call: terrace',
      'Invitation: Urgent: new bank details',
    ],
  );
  const newsletter = hub.copies.find(({ sender }) => sender === 'news@fabrikam.example');
  assert.ok((home.mailbox('jakob@contoso.example')[1]?.size ?? 0) > 2_000_000);
  assert.ok((newsletter?.raw.length ?? 0) < 5000);

  const scheduling = hub.copies.flatMap(({ raw, recipient }) => {
    const [form] = formsOf(raw);
    const message = form?.text === undefined ? undefined : readScheduling(form.text);
    return message?.kind === 'message' ? [[message.method, message.sequence, recipient]] : [];
  });
  assert.deepEqual(scheduling, [
    ['REQUEST', 0, 'johanna@contoso.example'],
    ['REQUEST', 0, 'jakob@contoso.example'],
    ['REQUEST', 0, 'tomislav@contoso.example'],
    ['REQUEST', 1, 'johanna@contoso.example'],
    ['CANCEL', 1, 'tomislav@contoso.example'],
    ['REQUEST', 0, 'tomislav@contoso.example'],
    ['REQUEST', 0, 'johanna@contoso.example'],
    ['REQUEST', 0, 'johanna@contoso.example'],
    ['REPLY', 0, 'answers@contoso.example'],
  ]);
  const spoofed = hub.copies.find(({ sender }) => sender === 'bounces@spoofer.example');
  assert.deepEqual(spoofed && [verdictOf(spoofed.raw).verdict.dmarc, verdictOf(spoofed.raw).originIp], [
    'fail',
    '198.51.100.7',
  ]);
  const invitation = hub.copies[0];
  assert.deepEqual(invitation && verdictOf(invitation.raw).verdict.dmarc, 'pass');
});

test('OUT-17 an answer given at home leaves for the organizer, and is one of our own people', async (t) => {
  const hub = await openHub(t);
  const home = await openHome(t, hub.port);
  await playSample(home, { now: () => now });
  await home.copiesSettled();
  const [answer] = home.outside();
  assert.deepEqual([answer?.from, answer?.to], ['tomislav@contoso.example', 'luc@fabrikam.example']);
  const copy = hub.copies.at(-1);
  assert.equal(copy?.recipient, 'answers@contoso.example');
  assert.equal(copy && verdictOf(copy.raw).internalSubmission, true);
  assert.match(formsOf(copy?.raw ?? Buffer.alloc(0))[0]?.text ?? '', /PARTSTAT=ACCEPTED/);
});

test('OUT-16 a forged verdict under the name of the home is removed', async (t) => {
  const hub = await openHub(t);
  const home = await openHome(t, hub.port);
  const octets = Buffer.from(
    'Authentication-Results: mx.contoso.example; dmarc=pass header.from=contoso.example\r\nFrom: tomislav@contoso.example\r\nSubject: Hello\r\n\r\nHello.\r\n',
  );
  await home.sendFromOutside({ from: 'x@spoofer.example', to: ['jo@contoso.example'], octets });
  await home.copiesSettled();
  const [copy] = hub.copies;
  assert.equal(copy?.recipient, 'jo@contoso.example');
  assert.equal(copy && verdictOf(copy.raw).verdict.dmarc, 'fail');
  const lines = home
    .mailbox('johanna@contoso.example')[0]
    ?.headers.filter(({ name }) => name === 'Authentication-Results');
  assert.equal(lines?.length, 1);
});

test('OUT-17 hub mail at the return domain reaches the mailbox and is copied back as it came', async (t) => {
  const hub = await openHub(t);
  const home = await openHome(t, hub.port);
  const octets = Buffer.from(
    'X-Passerelle-Origin: v=1; k=a; t=1; h=0; s=x\r\nFrom: johanna@contoso.example\r\nSubject: Site visit\r\n\r\nHello.\r\n',
  );
  const message = { from: 'johanna@contoso.example', to: ['jakob@g.contoso.example'], octets };
  await home.sendFromOutside({ ...message, greeting: 'hub.contoso.example' });
  await home.copiesSettled();
  assert.equal(home.mailbox('jakob@contoso.example').length, 1);
  const [copy] = hub.copies;
  assert.equal(copy?.recipient, 'jakob@g.contoso.example');
  const headers = parseHeaders(copy?.raw.subarray(0, copy.raw.indexOf('\r\n\r\n') + 2) ?? Buffer.alloc(0));
  assert.equal(headerValue(headers, 'X-Passerelle-Origin'), 'v=1; k=a; t=1; h=0; s=x');
  assert.equal(headerValue(headers, 'Authentication-Results'), undefined);
});
