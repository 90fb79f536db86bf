import type { Pattern } from './parse.ts';

/** One state of the automaton (Thompson's construction); numbers are indices into the program. */
export type State =
  | { readonly type: 'character'; readonly is: (code: number) => boolean; readonly next: number }
  | { readonly type: 'start' | 'end'; readonly next: number }
  | { readonly type: 'split'; next: readonly number[] }
  | { readonly type: 'matched' };

export interface Program {
  readonly states: readonly State[];
  readonly first: number;
}

/** Built from the end: each piece knows where the text goes on after it. States are at most twice the pattern's length, and a few. */
export function buildProgram(pattern: Pattern): Program {
  const states: State[] = [{ type: 'matched' }];
  const first = add(pattern, 0);
  return { states, first };

  function push(state: State): number {
    return states.push(state) - 1;
  }

  function add(piece: Pattern, next: number): number {
    switch (piece.type) {
      case 'empty':
        return next;
      case 'character':
        return push({ type: 'character', is: piece.is, next });
      case 'start':
      case 'end':
        return push({ type: piece.type, next });
      case 'sequence':
        return piece.parts.reduceRight((after, part) => add(part, after), next);
      case 'choice':
        return push({ type: 'split', next: piece.parts.map((part) => add(part, next)) });
      case 'repeat': {
        if (piece.atMostOnce) return push({ type: 'split', next: [add(piece.part, next), next] });
        const again: Extract<State, { type: 'split' }> = { type: 'split', next: [next] };
        const loop = push(again);
        const part = add(piece.part, loop);
        again.next = [part, next];
        return piece.atLeastOnce ? part : loop;
      }
    }
  }
}
