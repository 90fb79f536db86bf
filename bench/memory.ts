/**
 * npm run bench:memory: sends the same 150 MB message with a 5 kB invitation in it twice,
 * and fails when the second makes the hub hold 8 MB more than it held before it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startPasserelle } from '../test/peers/passerelle.ts';
import { connection } from './peers/passerellePeer.ts';
import { forgetPeak, memoryOf } from './processTree.ts';
import { invitation } from './shapes.ts';

const wholeSize = 150_000_000;
const allowedGrowth = 8;
const boundary = '=_memory_1b9d';

process.chdir(join(import.meta.dirname, '..'));
mkdirSync('bench/out', { recursive: true });
const data = mkdtempSync(join(process.cwd(), 'bench/out/memory-'));
const hub = await startPasserelle({ data });
try {
  await hub.apply(connection(hub.url));
  const empty = memoryOf(hub.pid);
  await send(hub.smtpPort);
  const before = memoryOf(hub.pid);
  forgetPeak(hub.pid);
  await send(hub.smtpPort);
  const after = memoryOf(hub.pid);
  const overPeak = after.peak - before.peak;
  const overHeld = after.peak - before.now;
  process.stdout.write(
    [
      `after the start      ${empty.now.toFixed(1)} MB held, ${empty.peak.toFixed(1)} MB at most`,
      `after the first      ${before.now.toFixed(1)} MB held, ${before.peak.toFixed(1)} MB at most`,
      `during the second    ${after.peak.toFixed(1)} MB at most`,
      `growth               ${overPeak.toFixed(1)} MB over the peak before it, ${overHeld.toFixed(1)} MB over what was held before it`,
      '',
    ].join('\n'),
  );
  process.exitCode = overPeak < allowedGrowth ? 0 : 1;
} finally {
  await hub.stop();
  rmSync(data, { recursive: true, force: true });
}

/** One message, written as fast as the hub reads it; nothing of it is held here. */
async function send(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const lines = replies(socket);
  const next = async (code: string) => {
    const { value } = await lines.next();
    if (value?.startsWith(code) !== true) throw new Error(`expected ${code}, the hub said: ${value}`);
  };
  await next('220');
  socket.write('EHLO bench.contoso.example\r\n');
  await next('250');
  socket.write('MAIL FROM:<ada@fabrikam.example>\r\nRCPT TO:<johanna@contoso.example>\r\nDATA\r\n');
  await next('250');
  await next('250');
  await next('354');
  for (const piece of pieces()) {
    if (!socket.write(piece)) await new Promise((resolve) => socket.once('drain', resolve));
  }
  await next('250');
  socket.end('QUIT\r\n');
}

function* pieces(): Generator<Buffer> {
  const inner = invitation('google', {
    uid: 'memory@fabrikam.example',
    messageId: '<memory@fabrikam.example>',
    organizer: 'ada@fabrikam.example',
    attendee: 'johanna@contoso.example',
    summary: 'Garden plan with all its drawings',
    start: new Date(Date.UTC(2026, 11, 1, 9)),
    minutes: 60,
    written: new Date(Date.UTC(2026, 10, 24, 9)),
  }).toString();
  const split = inner.indexOf('Content-Type:');
  const head = Buffer.from(
    `${inner.slice(0, split)}Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n--${boundary}\r\n${inner.slice(split)}\r\n--${boundary}\r\nContent-Type: application/zip; name="drawings.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n`,
  );
  const tail = Buffer.from(`--${boundary}--\r\n.\r\n`);
  yield head;
  const line = `${'A'.repeat(76)}\r\n`;
  const piece = Buffer.from(line.repeat(800));
  let left = wholeSize - head.length - (tail.length - 3);
  for (; left > piece.length; left -= piece.length) yield piece;
  yield Buffer.from(`${'A'.repeat(left % 78)}\r\n`);
  yield tail;
}

/** Replies, one at a time, by their last line. */
async function* replies(socket: NodeJS.ReadableStream): AsyncGenerator<string> {
  let text = '';
  for await (const piece of socket) {
    text += String(piece);
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (line[3] !== '-') yield line;
    }
  }
}
