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
  const { before, after, lines: present, openLine: opened } = take(text);
  const openLine = present.length > 0 ? opened : before !== '' && !before.endsWith('\n');
  if (lines.length === 0) return before + after;
  const head = openLine ? `${before}${before.endsWith('\n') ? '' : '\n'}${beginAfterOpenLine}` : `${before}${begin}`;
  return `${head}\n${lines.join('\n')}\n${end}\n${after}`;
}

function take(text: string): Parts {
  const lines = text.split('\n');
  const closing = lines.lastIndexOf(end);
  const opening = lines.findLastIndex(
    (line, index) => index < closing && (line === begin || line === beginAfterOpenLine),
  );
  const mark = lines[opening];
  if (mark === undefined) return { before: text, openLine: false, lines: [], after: '' };
  const after = lines.slice(closing + 1).join('\n');
  const openLine = mark === beginAfterOpenLine;
  const before = lines
    .slice(0, opening)
    .map((line) => `${line}\n`)
    .join('');
  return {
    // The line end that we added stays when somebody wrote on after the block.
    before: openLine && after === '' ? before.slice(0, -1) : before,
    openLine,
    lines: lines.slice(opening + 1, closing),
    after,
  };
}
