import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { silentLog } from '../../platform/log.ts';
import { Admission } from './admission.ts';
import { defaultSmtpLimits } from './limits.ts';
import { Session } from './session.ts';
import { recordingIntake } from './testing/recordingIntake.ts';

/** A session without a socket: all at once or cut, it runs within the call unless the intake waits. */
function openSession(protocol: 'SMTP' | 'LMTP' = 'SMTP', limits = defaultSmtpLimits) {
  const intake = recordingIntake({ trusted: () => true });
  let replies = '';
  let finished = false;
  const link = {
    send(text: string) {
      replies += text;
      return true;
    },
    finish() {
      finished = true;
    },
    startTls() {},
    pause() {},
    resume() {},
  };
  const clock = { now: () => 0 };
  const room = { intake, log: silentLog, clock, limits, protocol, hostname: 'mx.contoso.example', tlsOffered: false };
  const connection = { id: 'x', remoteAddress: '192.0.2.1', greeting: '', protocol, tls: false, certificateNames: [] };
  const session = new Session(room, link, connection, new Admission(limits).visitor('192.0.2.1', 0));
  session.greet();
  return { session, intake, replies: () => replies, finished: () => finished };
}

/** All that was received has been answered once promises have run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

async function play(octets: Buffer, cuts: readonly number[], protocol: 'SMTP' | 'LMTP' = 'SMTP') {
  const house = openSession(protocol);
  let at = 0;
  for (const cut of [...cuts.map((share) => Math.floor(share * octets.length)).sort((a, b) => a - b), octets.length]) {
    if (cut > at) house.session.receive(octets.subarray(at, cut));
    at = Math.max(at, cut);
  }
  await settled();
  house.session.ended();
  await settled();
  const messages = house.intake.messages.map(({ state, content }) => (state === 'aborted' ? state : content));
  return { replies: house.replies(), messages, finished: house.finished() };
}

const words = ['EHLO x', 'LHLO x', 'HELO x', 'MAIL FROM:<a@fabrikam.example>', 'RCPT TO:<johanna@contoso.example>'];
const more = ['DATA', '.', 'BDAT 3', 'BDAT 2 LAST', 'BDAT 0 LAST', 'RSET', 'NOOP', 'QUIT', 'AUTH PLAIN', 'STARTTLS'];
const piece = fc.oneof(
  fc.constantFrom(...words, ...more).map((text) => Buffer.from(`${text}\r\n`)),
  fc
    .constantFrom('\r', '\n', '\r\n', '.', '\r\n.\r\n', '\n.\n', '\r.\r', '..', ' ', '\0', 'é')
    .map((t) => Buffer.from(t)),
  fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets)),
);
const noise = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces));
const cutting = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
const protocol = fc.constantFrom('SMTP' as const, 'LMTP' as const);

describe('session', () => {
  it('SMTP-19 answers or closes whatever comes, in whole reply lines', async () => {
    await fc.assert(
      fc.asyncProperty(noise, cutting, protocol, async (octets, cuts, spoken) => {
        const { replies, finished } = await play(octets, cuts, spoken);
        assert.ok(finished);
        for (const line of replies.split('\r\n').slice(0, -1)) assert.match(line, /^[2-5]\d\d[ -][ -~]*$/);
        assert.ok(replies.endsWith('\r\n'));
      }),
      { numRuns: 400 },
    );
  });

  it('SMTP-19 gives the same replies and the intake the same octets however input is cut', async () => {
    await fc.assert(
      fc.asyncProperty(noise, cutting, protocol, async (octets, cuts, spoken) => {
        assert.deepEqual(await play(octets, cuts, spoken), await play(octets, [], spoken));
      }),
      { numRuns: 400 },
    );
  });

  it('SMTP-19 answers every command line, whatever is in it', async () => {
    const text = fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((octets) => {
      return Buffer.concat([
        Buffer.from(octets.map((octet) => (octet === 13 || octet === 10 ? 120 : octet))),
        Buffer.from('\r\n'),
      ]);
    });
    await fc.assert(
      fc.asyncProperty(text, async (line) => {
        const house = openSession();
        const before = house.replies().length;
        house.session.receive(line);
        await settled();
        assert.ok(house.replies().length > before);
      }),
      { numRuns: 200 },
    );
  });

  it('SMTP-1 unstuffs what any sender stuffs, cut anywhere', async () => {
    const line = fc.string({ unit: fc.constantFrom('.', 'a', ' ', '\t', '-'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), cutting, async (lines, cuts) => {
        const content = lines.map((text) => `${text}\r\n`).join('');
        const stuffed = lines.map((text) => `${text.startsWith('.') ? '.' : ''}${text}\r\n`).join('');
        const envelope = 'HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<johanna@contoso.example>\r\nDATA\r\n';
        const { messages } = await play(Buffer.from(`${envelope}${stuffed}.\r\nQUIT\r\n`), cuts);
        assert.deepEqual(messages, [content]);
      }),
      { numRuns: 300 },
    );
  });

  it('SMTP-2 takes no message with a bare CR or LF, and no command out of it', async () => {
    const part = fc.constantFrom('a', '.', '\r', '\n', '\r\n', '\r\n.', 'RSET');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 16 }), cutting, async (parts, cuts) => {
        const content = parts.join('');
        // The true end comes once, at the end.
        const whole = `\r\n${content}\r\n.\r\n`;
        fc.pre(whole.indexOf('\r\n.\r\n') === whole.length - 5 && !content.endsWith('\r'));
        const envelope = 'HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<johanna@contoso.example>\r\nDATA\r\n';
        const { messages, replies } = await play(Buffer.from(`${envelope}${content}\r\n.\r\nQUIT\r\n`), cuts);
        const bare = /\r(?!\n)|(?<!\r)\n/.test(content);
        assert.equal(messages[0] === 'aborted', bare);
        assert.deepEqual(
          replies
            .split('\r\n')
            .slice(4)
            .map((text) => text.slice(0, 3)),
          ['354', bare ? '550' : '250', '221', ''],
        );
      }),
      { numRuns: 500 },
    );
  });

  it('SMTP-4 sends the replies of a pipelined batch in one write', () => {
    let writes = 0;
    const house = openSession();
    const link = { send: () => writes++ >= 0, finish() {}, startTls() {}, pause() {}, resume() {} };
    const { session } = house;
    const piped = new Session(session.room, link, session.connection, session.visitor);
    piped.receive(Buffer.from('HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<johanna@contoso.example>\r\nDATA\r\n'));
    assert.equal(writes, 1);
  });
});
