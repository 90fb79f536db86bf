/** One letter, digit or underscore: what makes a neighbour part of the same word. */
const wordCharacter = /^[\p{L}\p{N}\p{M}_]$/u;

/**
 * Exchange's words: case-insensitive, whole words, no wildcards. A word may be a phrase.
 * An edge that is itself no letter or digit (`[EXT]`) needs no boundary.
 */
export function compileWords(words: readonly string[]): (text: string) => boolean {
  const wanted = words.map((word) => {
    const lower = word.toLowerCase();
    return { lower, bindsLeft: isWordCharacter(first(lower)), bindsRight: isWordCharacter(last(lower)) };
  });
  return (text) => {
    const lower = text.toLowerCase();
    return wanted.some((word) => containsWord(lower, word));
  };
}

interface Word {
  readonly lower: string;
  readonly bindsLeft: boolean;
  readonly bindsRight: boolean;
}

function containsWord(text: string, { lower, bindsLeft, bindsRight }: Word): boolean {
  for (let at = text.indexOf(lower); at !== -1; at = text.indexOf(lower, at + 1)) {
    const end = at + lower.length;
    const free = !(bindsLeft && isWordCharacter(last(text.slice(Math.max(0, at - 2), at))));
    if (free && !(bindsRight && isWordCharacter(first(text.slice(end, end + 2))))) return true;
  }
  return false;
}

function isWordCharacter(character: string): boolean {
  return wordCharacter.test(character);
}

function first(text: string): string {
  return [...text][0] ?? '';
}

function last(text: string): string {
  return [...text].at(-1) ?? '';
}
