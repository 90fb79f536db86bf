import { isIP } from 'node:net';

/** A Received field (rfc5321#4.4) as far as trust needs it. */
export interface ReceivedLine {
  /** Name after `from`, lower-cased; undefined when the clause is missing (local submission). */
  readonly from?: string;
  /** Name in the comment of the from clause, which the server looked up; undefined for `unknown`. */
  readonly verifiedName?: string;
  /** IP literal of the from clause. */
  readonly ip?: string;
  /** Host after `by`, lower-cased. */
  readonly by?: string;
  /** Protocol after `with`, upper-cased. */
  readonly protocol?: string;
}

/** Characters that are looked at. */
const valueLimit = 4096;

export function parseReceived(value: string): ReceivedLine {
  const text = value.slice(0, valueLimit);
  const bare: { word: string; at: number }[] = [];
  let comment = 0;
  let word = '';
  for (let at = 0; at <= text.length; at++) {
    const char = text[at] ?? ' ';
    if (char === '(') comment++;
    const ends = comment > 0 || char === ' ' || char === '\t' || char === ';';
    if (ends && word !== '') {
      bare.push({ word, at: at - word.length });
      word = '';
    }
    if (!ends) word += char;
    if (char === ')' && comment > 0) comment--;
  }
  const after = (name: string) => {
    const index = bare.findIndex((each) => each.word.toLowerCase() === name);
    return index < 0 ? undefined : bare[index + 1]?.word;
  };
  const from = bare[0]?.word.toLowerCase() === 'from' ? bare[1]?.word.toLowerCase() : undefined;
  const byAt = bare.find((each) => each.word.toLowerCase() === 'by')?.at ?? text.length;
  const ip = from === undefined ? undefined : findAddress(text.slice(0, byAt));
  const verifiedName = from === undefined ? undefined : findVerifiedName(text.slice(0, byAt));
  const by = after('by')?.toLowerCase();
  const protocol = after('with')?.toUpperCase();
  return {
    ...(from === undefined ? {} : { from }),
    ...(verifiedName === undefined ? {} : { verifiedName }),
    ...(ip === undefined ? {} : { ip }),
    ...(by === undefined ? {} : { by }),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

/** `(name [address])`: the form in which Postfix, Exim, Sendmail and Google write what they looked up. */
function findVerifiedName(clause: string): string | undefined {
  const open = clause.indexOf('(');
  const bracket = clause.indexOf('[', open);
  if (open < 0 || bracket < 0) return undefined;
  const name = clause
    .slice(open + 1, bracket)
    .trim()
    .toLowerCase();
  if (name === '' || name === 'unknown' || name.includes(' ') || name.includes('=')) return undefined;
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** The last bracketed or parenthesised address: the peer's, which the server saw itself, stands after what the peer said. */
function findAddress(clause: string): string | undefined {
  let found: string | undefined;
  for (const piece of clause.split(/[[\]()\s,]/)) {
    const candidate = piece.replace(/^IPv6:/i, '');
    if (isIP(candidate) !== 0) found = candidate;
  }
  return found;
}
