import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import wabt from 'wabt';
import { DataReader } from './dataReader.ts';
import { LineEnds } from './lineEnds.ts';
import { scanProgram } from './octetScan.ts';

describe('content of a message, looked at sixteen octets at a time', () => {
  it('SMTP-1 runs the program that octetScan.wat says', async () => {
    const source = readFileSync(join(import.meta.dirname, 'octetScan.wat'), 'utf8');
    const { buffer } = (await wabt()).parseWat('octetScan.wat', source, { simd: true }).toBinary({});
    assert.equal(scanProgram, Buffer.from(buffer).toString('base64'));
  });

  it('SMTP-1 SMTP-2 finds the end, the dots and the bare line ends that rfc5321#4.1.1.4 means, however the octets are cut', () => {
    fc.assert(
      fc.property(contents, cuts, (content, pieces) => {
        const wire = `${content}\r\n.\r\nNOOP\r\n`;
        assert.deepEqual(readWith(wire, pieces), readPlainly(wire));
      }),
      { numRuns: 2000 },
    );
  });

  it('SMTP-12 finds bare line ends in a chunk, however it is cut', () => {
    fc.assert(
      fc.property(contents, cuts, (content, pieces) => {
        const ends = new LineEnds();
        const clean = cut(content, pieces).every((piece) => ends.accept(piece)) && ends.finished();
        assert.equal(clean, content.replaceAll('\r\n', '').match(/[\r\n]/) === null);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Text that is thick with what matters, with stretches longer than a block between. */
const contents = fc
  .array(
    fc.oneof(fc.constantFrom('\r\n', '\r\n', '.', '\r', '\n', '\r\n.', '\r\n..', 'x'), fc.constant('y'.repeat(21))),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''));
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

function cut(text: string, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(Buffer.from(text.slice(at, at + length), 'latin1'));
    at += length;
  }
  return pieces;
}

interface Read {
  /** Left out where it is refused. */
  readonly content: string;
  readonly spoiled: boolean;
  readonly rest: string;
}

function readWith(wire: string, lengths: readonly number[]): Read {
  const reader = new DataReader();
  let content = '';
  let rest = '';
  for (const chunk of cut(wire, lengths)) {
    let at = 0;
    while (at < chunk.length && !reader.ended) {
      at = reader.read(chunk, at);
      content += chunk.toString('latin1', reader.start, reader.end);
    }
    if (reader.ended) rest += chunk.toString('latin1', at);
  }
  return { content: reader.spoiled ? '' : content, spoiled: reader.spoiled, rest };
}

/** The same by the letter: only CRLF ends a line, a dot that begins one goes, a dot alone is the end. */
function readPlainly(wire: string): Read {
  const lines = wire.split('\r\n');
  const end = lines.indexOf('.');
  const spoiled = lines.slice(0, end).some((line) => /[\r\n]/.test(line));
  const content = lines.slice(0, end).map((line) => `${line.startsWith('.') ? line.slice(1) : line}\r\n`);
  return { content: spoiled ? '' : content.join(''), spoiled, rest: lines.slice(end + 1).join('\r\n') };
}
