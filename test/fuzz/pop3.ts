import assert from 'node:assert/strict';
import { connect } from 'node:net';
import fc from 'fast-check';
import { openPop3Door } from '../../src/doors/pop3/door.ts';
import type { Maildrops } from '../../src/pipeline/maildrops.ts';
import { type Log, silentLog } from '../../src/platform/log.ts';
import { cuts, pieces } from './mutate.ts';
import type { FuzzProperty } from './property.ts';

const contents = ['Subject: x\r\n\r\n.\r\n..\r\n+OK forged\r\n-ERR forged', '.\r\n', '', 'no header at all'];

const signIn = 'USER johanna@contoso.example\r\nPASS right\r\n';

const command = fc.oneof(
  fc.constantFrom(
    ...['STAT', 'LIST', 'LIST 1', 'UIDL', 'UIDL 2', 'RETR 1', 'RETR 2', 'RETR 3', 'RETR 4', 'TOP 1 0', 'TOP 1 1'],
    ...['DELE 1', 'DELE 2', 'RSET', 'NOOP', 'CAPA', 'AUTH PLAIN', 'AUTH PLAIN AGEAcmlnaHQ=', '*', 'STLS', 'USER a'],
    ...[
      'PASS right',
      'PASS wrong',
      'DELE 99999999999999999999',
      'TOP 1 -1',
      'RETR 1 1',
      '',
      ' ',
      '\0',
      '\u00e9',
      '\r',
      '\n',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constant('x'.repeat(3000)),
);
const commands = fc
  .tuple(fc.boolean(), fc.array(command, { maxLength: 30 }))
  .map(([inside, lines]) => `${inside ? signIn : ''}${lines.map((line) => `${line}\r\n`).join('')}`);

/** A real door on a port of this machine, asked over real sockets. */
export async function openPop3Properties(): Promise<{
  readonly properties: readonly FuzzProperty[];
  close(): Promise<void>;
}> {
  const seen = { removed: [] as string[], faults: [] as unknown[], held: 0 };
  const log: Log = { ...silentLog, error: (...said: unknown[]) => void seen.faults.push(said) };
  const door = await openPop3Door({ maildrops: counting(seen), log, host: '127.0.0.1', port: 0 });
  const properties: FuzzProperty[] = [
    {
      name: 'pop3: any octets are answered in form, without a fault; nothing is removed without QUIT; the mailbox is free again',
      property: fc.asyncProperty(commands, cuts, async (text, where) => {
        seen.removed.length = 0;
        seen.faults.length = 0;
        const octets = Buffer.from(text, 'utf8');
        const said = await converse(door.port, pieces(octets, where));
        assert.deepEqual(seen.faults, []);
        assertForm(said);
        if (!/^QUIT\r$/im.test(text)) assert.deepEqual(seen.removed, []);
        assert.equal(seen.held, 0);
      }),
    },
  ];
  return { properties, close: () => door.close() };
}

/** Every reply begins with a status; what follows one in several lines ends with a lone dot. */
function assertForm(said: string): void {
  assert.ok(said === '' || said.endsWith('\r\n'), 'the last reply is cut');
  const lines = said.split('\r\n').slice(0, -1);
  const several = /^\+OK (Capabilities follow|Message follows|Lines follow|List follows)$/;
  for (let at = 0; at < lines.length; at++) {
    assert.match(lines[at] ?? '', /^(\+OK |-ERR |\+ $)/);
    if (!several.test(lines[at] ?? '')) continue;
    for (at++; lines[at] !== '.'; at++) {
      assert.ok(at < lines.length, 'a reply in several lines has no end');
      // What begins with a dot and is not the end was doubled.
      assert.doesNotMatch(lines[at] ?? '', /^\.[^.]/);
    }
  }
}

function counting(seen: { removed: string[]; held: number }): Maildrops {
  return {
    async open(_user, password) {
      if (password !== 'right') return { kind: 'refused' };
      if (seen.held > 0) return { kind: 'inUse' };
      seen.held++;
      let holding = true;
      const maildrop = {
        messages: contents.map((text, index) => ({ id: `m${index}`, size: text.length })),
        read: async (id: string) => Buffer.from(contents[Number(id.slice(1))] ?? ''),
        remove: async (ids: readonly string[]) => void seen.removed.push(...ids),
        async release() {
          if (holding) seen.held--;
          holding = false;
        },
      };
      return { kind: 'opened', maildrop };
    },
  };
}

/** Sends everything in these pieces, closes its side, and gives back all that is said until the door ends the connection. */
function converse(port: number, parts: readonly Buffer[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    let text = '';
    const send = (index: number) => {
      const part = parts[index];
      if (part === undefined) socket.end();
      else {
        if (part.length > 0) socket.write(part);
        setImmediate(send, index + 1);
      }
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
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(deadline);
      resolve(text);
    });
  });
}
