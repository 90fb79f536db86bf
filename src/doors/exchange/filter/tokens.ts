import { invalidValue } from '../frame/failure.ts';

export type Token =
  | { readonly kind: 'word' | 'operator' | 'text'; readonly text: string; readonly at: number }
  | { readonly kind: '(' | ')'; readonly at: number };

const longest = 4000;

/** Words, `-operators`, quoted texts ('' stands for a quote) and parentheses of an OPATH filter. Linear in its length. */
export function tokensOf(filter: string): Token[] {
  if (filter.length > longest) throw invalidValue(`Invalid filter syntax: longer than ${longest} characters.`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    const character = filter[at] ?? '';
    const begin = at;
    if (/\s/.test(character)) at++;
    else if (character === '(' || character === ')') tokens.push({ kind: character, at: at++ });
    else if (character === '"' || character === "'") {
      let text = '';
      at++;
      for (;;) {
        if (at >= filter.length) throw invalidValue(`Invalid filter syntax: the text at position ${begin} has no end.`);
        if (filter[at] !== character) text += filter[at++];
        else if (filter[at + 1] === character) {
          text += character;
          at += 2;
        } else break;
      }
      at++;
      tokens.push({ kind: 'text', text, at: begin });
    } else {
      while (at < filter.length && !/[\s()"']/.test(filter[at] ?? '')) at++;
      const text = filter.slice(begin, at);
      tokens.push({ kind: /^-[a-z]+$/i.test(text) ? 'operator' : 'word', text, at: begin });
    }
  }
  return tokens;
}
