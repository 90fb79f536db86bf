/** The wire form of a message in a multi-line reply (rfc1939#3). */

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dot = 0x2e;
const oneDot = Buffer.from('.');
const end = Buffer.from('.\r\n');
const lineEnd = Buffer.from('\r\n');

/**
 * The octets as they are stored, a dot doubled at the begin of each line, then the end. A
 * message that does not end its last line has it ended here; its size does not count that.
 */
export function* stuffed(message: Buffer): Generator<Buffer> {
  let from = 0;
  if (message[0] === dot) yield oneDot;
  for (let at = message.indexOf('\r\n.'); at >= 0; at = message.indexOf('\r\n.', at + 3)) {
    yield message.subarray(from, at + 2);
    yield oneDot;
    from = at + 2;
  }
  yield message.subarray(from);
  if (message.length > 0 && !endsLine(message)) yield lineEnd;
  yield end;
}

/** The header block, the empty line behind it and `lines` lines of the body; all when there are no more (rfc1939#7). */
export function topOf(message: Buffer, lines: number): Buffer {
  let at = bodyStart(message);
  for (let left = lines; left > 0 && at < message.length; left--) {
    const next = message.indexOf('\r\n', at);
    if (next < 0) return message;
    at = next + 2;
  }
  return message.subarray(0, at);
}

function bodyStart(message: Buffer): number {
  // A message without header begins with its empty line.
  if (message[0] === carriageReturn && message[1] === lineFeed) return 2;
  const blank = message.indexOf('\r\n\r\n');
  return blank < 0 ? message.length : blank + 4;
}

function endsLine(message: Buffer): boolean {
  return message[message.length - 1] === lineFeed && message[message.length - 2] === carriageReturn;
}
