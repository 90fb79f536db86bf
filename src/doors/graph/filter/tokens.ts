import { badRequest } from '../frame/failure.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: '(' | ')' | ','; readonly at: number };

const longest = 4000;

/** Words, quoted strings ('' stands for a quote) and punctuation of a $filter. Linear in its length. */
export function tokensOf(filter: string): Token[] {
  if (filter.length > longest) throw badRequest(`$filter: longer than ${longest} characters`, 'BadRequest');
  const tokens: Token[] = [];
  let at = 0;
  while (at < filter.length) {
    const character = filter[at] ?? '';
    if (character === ' ') at++;
    else if (character === '(' || character === ')' || character === ',') tokens.push({ kind: character, at: at++ });
    else if (character === "'") {
      const begin = at++;
      let text = '';
      for (;;) {
        if (at >= filter.length) throw badRequest(`$filter: the string at position ${begin} has no end`, 'BadRequest');
        if (filter[at] !== "'") text += filter[at++];
        else if (filter[at + 1] === "'") {
          text += "'";
          at += 2;
        } else break;
      }
      at++;
      tokens.push({ kind: 'string', text, at: begin });
    } else {
      const begin = at;
      while (at < filter.length && !" (),'".includes(filter[at] ?? '')) at++;
      tokens.push({ kind: 'word', text: filter.slice(begin, at), at: begin });
    }
  }
  return tokens;
}
