/**
 * Our lines in a file that is the administrator's: they stand together between two marks at its end, and taking the
 * last one away leaves the file as it was, to the byte.
 */

const begin = '# begin Passerelle';
/** The file did not end with a line end, and one was put before the block. */
const beginAfterOpenLine = '# begin Passerelle, line end added before';
const end = '# end Passerelle';

interface Parts {
  readonly before: string;
  readonly openLine: boolean;
  readonly lines: readonly string[];
  readonly after: string;
}

/** The lines between the marks; what is outside as one text. */
export function readBlock(text: string): { readonly ours: readonly string[]; readonly theirs: string } {
  const { before, lines, after } = take(text);
  return { ours: lines, theirs: before + after };
}

/** The file with these lines as the block; without any, no marks either. */
export function writeBlock(text: string, lines: readonly string[]): string {
  const { before, after, lines: present } = take(text);
  const openLine = present.length === 0 && after === '' ? before !== '' && !before.endsWith('\n') : take(text).openLine;
  if (lines.length === 0) return before + after;
  const head = openLine ? `${before}\n${beginAfterOpenLine}` : `${before}${begin}`;
  return `${head}\n${lines.join('\n')}\n${end}\n${after}`;
}

function take(text: string): Parts {
  const mark = text.split('\n').find((line) => line === begin || line === beginAfterOpenLine);
  const start = mark === undefined ? -1 : lineStart(text, mark);
  const stop = start < 0 ? -1 : lineStart(text, end, start);
  if (mark === undefined || stop < 0) return { before: text, openLine: false, lines: [], after: '' };
  const openLine = mark === beginAfterOpenLine;
  return {
    before: text.slice(0, openLine ? start - 1 : start),
    openLine,
    lines: text
      .slice(start + mark.length + 1, stop)
      .split('\n')
      .slice(0, -1),
    after: text.slice(stop + end.length + 1),
  };
}

function lineStart(text: string, line: string, from = 0): number {
  if (text.startsWith(`${line}\n`, from)) return from;
  const found = text.indexOf(`\n${line}\n`, from);
  return found < 0 ? -1 : found + 1;
}
