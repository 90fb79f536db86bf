/**
 * Octets to text by a charset label. Labels lie: what says us-ascii, says nothing, or names
 * a charset nobody knows is UTF-8 when its octets are, and windows-1252 otherwise.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

const guessed = new Set(['', 'us-ascii', 'ascii', 'utf-8', 'utf8', 'default', 'unknown-8bit', 'x-unknown']);
const decoders = new Map<string, TextDecoder | undefined>();

/** @param truncated the octets end anywhere, perhaps inside a character */
export function decodeText(octets: Buffer, charset: string | undefined, truncated = false): string {
  if (octets.length === 0) return '';
  const label = (charset ?? '').trim().toLowerCase();
  const decoder = guessed.has(label) ? undefined : decoderFor(label);
  if (decoder) return decoder.decode(octets);
  if (isAscii(octets)) return octets.toString('latin1');
  if (isUtf8(octets)) return withoutMark(octets.toString('utf8'));
  if (truncated && isUtf8(octets.subarray(0, lastWholeCharacter(octets)))) return withoutMark(octets.toString('utf8'));
  return decoderFor('windows-1252')?.decode(octets) ?? octets.toString('latin1');
}

function decoderFor(label: string): TextDecoder | undefined {
  if (!decoders.has(label)) {
    // Labels come from outside: remember few of them.
    if (decoders.size > 100) decoders.clear();
    decoders.set(label, create(label));
  }
  return decoders.get(label);
}

function create(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/** Where a UTF-8 text that was cut stops being whole: before its last lead octet. */
function lastWholeCharacter(octets: Buffer): number {
  let end = octets.length;
  for (let back = 0; back < 4 && end > 0; back++) {
    end--;
    const octet = octets[end] ?? 0;
    if (octet < 0x80) return end + 1;
    if (octet >= 0xc0) return end;
  }
  return end;
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
