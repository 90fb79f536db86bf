import assert from 'node:assert/strict';
import { connect } from 'node:net';
import fc from 'fast-check';
import { openSmtpDoor } from '../../src/doors/smtp/door.ts';
import type { Envelope } from '../../src/mail/envelope.ts';
import type { Intake } from '../../src/pipeline/intake.ts';
import { silentLog } from '../../src/platform/log.ts';
import { cuts, pieces } from './mutate.ts';
import type { FuzzProperty } from './property.ts';

interface Taken {
  readonly envelope: Envelope;
  readonly content: string;
}

/** Text of a body: line ends, false ends and commands that a smuggler would hide in it. */
const fragment = fc.constantFrom(
  'a',
  'Subject: x',
  '.',
  '..',
  '\r\n',
  '\n',
  '\r',
  '\r\n.',
  '.\r\n',
  '\n.\n',
  '\n.\r\n',
  '\r.\r\n',
  '\r\n.\n',
  '\r\n.\r',
  'MAIL FROM:<smuggled@fabrikam.example>\r\n',
  'RCPT TO:<johanna@contoso.example>\r\nDATA\r\n',
  'QUIT\r\n',
  'x'.repeat(3000),
);
const bodies = fc.array(
  fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join('')),
  { minLength: 1, maxLength: 3 },
);

const command = fc.oneof(
  fc.constantFrom(
    'EHLO x',
    'HELO x',
    'LHLO x',
    'MAIL FROM:<a@fabrikam.example>',
    'MAIL FROM:<> SIZE=99999999999 BODY=BINARYMIME SMTPUTF8',
    'MAIL FROM:<a@fabrikam.example> RET=HDRS ENVID=+41',
    'RCPT TO:<johanna@contoso.example>',
    'RCPT TO:<johanna@contoso.example> NOTIFY=NEVER,SUCCESS ORCPT=rfc822;+zz',
    'RCPT TO:<@a,@b:johanna@contoso.example>',
    'DATA',
    'BDAT 5 LAST\r\nhello',
    'BDAT 3\r\nabc',
    'BDAT 0 LAST',
    'BDAT -1',
    'BDAT 99999999999999999999 LAST',
    '.',
    'RSET',
    'NOOP',
    'VRFY johanna',
    'EXPN all',
    'HELP',
    'AUTH PLAIN AAAA',
    'AUTH LOGIN',
    'STARTTLS',
    'X'.repeat(5000),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** A real door on a port of this machine, asked over real sockets. */
export async function openSmtpProperties(): Promise<{
  readonly properties: readonly FuzzProperty[];
  close(): Promise<void>;
}> {
  const taken: Taken[] = [];
  const door = await openSmtpDoor({
    intake: collecting(taken),
    log: silentLog,
    host: '127.0.0.1',
    port: 0,
    protocol: 'SMTP',
    hostname: 'hub.contoso.example',
    limits: { maxMessageOctets: 100_000, idleMilliseconds: 5000 },
  });
  const properties: FuzzProperty[] = [
    {
      name: 'smtp: a message ends at CRLF.CRLF only; bare line ends are refused; nothing is smuggled',
      property: fc.asyncProperty(bodies, cuts, async (texts, where) => {
        taken.length = 0;
        const replies = await converse(door.port, pieces(Buffer.from(dialog(texts), 'latin1'), where));
        const clean = texts.map(stuffed).filter((text) => !/\r(?!\n)|(?<!\r)\n/.test(text));
        assert.deepEqual(
          taken.map(({ content }) => content),
          clean.map(unstuffed),
        );
        assert.ok(taken.every(({ envelope }) => envelope.sender === 'a@fabrikam.example'));
        const answers = replies.filter((line) => /^(250 2\.0\.0|5\d\d 5\.5\.2|55\d)/.test(line));
        assert.ok(answers.length >= texts.length, `${answers.length} answers for ${texts.length} messages`);
        assert.match(replies.at(-1) ?? '', /^221 /);
      }),
    },
    {
      name: 'smtp: any commands get replies of the right form, and the door stays open for the next peer',
      property: fc.asyncProperty(fc.array(command, { maxLength: 30 }), cuts, async (commands, where) => {
        const text = commands.map((line) => `${line}\r\n`).join('');
        const replies = await converse(door.port, pieces(Buffer.from(`${text}\r\n.\r\nQUIT\r\n`, 'latin1'), where));
        for (const line of replies) assert.match(line, /^[2-5]\d\d[ -]/);
        const next = await converse(door.port, [Buffer.from('QUIT\r\n')]);
        assert.match(next[0] ?? '', /^220 /);
        assert.match(next.at(-1) ?? '', /^221 /);
      }),
    },
  ];
  return { properties, close: () => door.close() };
}

function collecting(taken: Taken[]): Intake {
  return {
    trusted: () => true,
    authenticate: async () => false,
    sender: () => undefined,
    recipient: () => undefined,
    begin(envelope) {
      const parts: Buffer[] = [];
      return {
        write: (piece) => void parts.push(Buffer.from(piece)),
        async end() {
          taken.push({ envelope, content: Buffer.concat(parts).toString('latin1') });
          return { outcome: { kind: 'accepted', text: 'taken' } };
        },
        abort() {},
      };
    },
  };
}

function dialog(texts: readonly string[]): string {
  const envelope = 'MAIL FROM:<a@fabrikam.example>\r\nRCPT TO:<johanna@contoso.example>\r\nDATA\r\n';
  return `EHLO x\r\n${texts.map((text) => `${envelope}${stuffed(text)}.\r\n`).join('')}QUIT\r\n`;
}

/** As an honest client sends it (rfc5321#4.5.2): true lines only; false ends are left as the smuggler wrote them. */
function stuffed(text: string): string {
  const whole = `${text}${text.endsWith('\r\n') || text === '' ? '' : '\r\n'}`;
  return whole
    .split('\r\n')
    .map((line) => (line.startsWith('.') ? `.${line}` : line))
    .join('\r\n');
}

function unstuffed(text: string): string {
  return text
    .split('\r\n')
    .map((line) => (line.startsWith('.') ? line.slice(1) : line))
    .join('\r\n');
}

/** Sends everything in these pieces, and gives back all reply lines until the door ends the connection. */
function converse(port: number, parts: readonly Buffer[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let text = '';
    const send = (index: number) => {
      const part = parts[index];
      if (part === undefined) return;
      if (part.length > 0) socket.write(part);
      setImmediate(send, index + 1);
    };
    socket.once('connect', () => send(0));
    socket.on('data', (piece: Buffer) => {
      text += piece.toString('latin1');
    });
    const deadline = setTimeout(() => {
      socket.destroy();
      reject(new Error(`the door was silent after: ${text.slice(-200)}`));
    }, 10_000);
    // A door that hangs up on a rude peer may reset what the peer still sends.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(deadline);
      resolve(text.split('\r\n').filter((line) => line !== ''));
    });
  });
}
