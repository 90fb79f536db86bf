import { parsePattern } from './parse.ts';
import { buildProgram, type Program } from './program.ts';

/** Characters of a header value that are looked at; no real header is longer, and time stays bounded. */
export const longestText = 32_768;

/** Why a pattern can't be used, in words for whoever wrote it; undefined when it can. */
export function patternProblem(text: string): string | undefined {
  const parsed = parsePattern(text);
  return parsed.type === 'problem' ? `pattern '${text}', character ${parsed.at}: ${parsed.message}` : undefined;
}

/**
 * A matcher that finds the pattern anywhere in a text, case-insensitively. It walks
 * all states at once and never goes back, so its time is text × pattern at worst.
 * Throws on a pattern that `patternProblem` would name.
 */
export function compilePattern(text: string): (value: string) => boolean {
  const parsed = parsePattern(text);
  if (parsed.type === 'problem') throw new Error(patternProblem(text));
  const program = buildProgram(parsed);
  return (value) => search(program, value.slice(0, longestText).toLowerCase());
}

/** Whether the program's pattern is anywhere in the text, which is lower-cased already. */
export function search(program: Program, text: string): boolean {
  const walk = new Walk(program);
  for (let at = 0; ; ) {
    // A match may begin at any place.
    if (walk.reach(program.first, at === 0, at === text.length)) return true;
    if (at === text.length) return false;
    const code = text.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    if (walk.step(code, at === text.length)) return true;
  }
}

/** The set of states that the text so far can have led to. */
class Walk {
  readonly #program: Program;
  /** At which step a state was last reached: each is followed once a step. */
  readonly #seen: Int32Array;
  #now = 1;
  /** Character states that wait for the next character. */
  #waiting: number[] = [];
  readonly #stack: number[] = [];

  constructor(program: Program) {
    this.#program = program;
    this.#seen = new Int32Array(program.states.length);
  }

  /** Follows everything that needs no character. Returns true when the pattern is matched. */
  reach(state: number, atStart: boolean, atEnd: boolean): boolean {
    const { states } = this.#program;
    this.#stack.push(state);
    for (let index = this.#stack.pop(); index !== undefined; index = this.#stack.pop()) {
      if (this.#seen[index] === this.#now) continue;
      this.#seen[index] = this.#now;
      const reached = states[index];
      switch (reached?.type) {
        case 'matched':
          return true;
        case 'character':
          this.#waiting.push(index);
          break;
        case 'split':
          this.#stack.push(...reached.next);
          break;
        case 'start':
          if (atStart) this.#stack.push(reached.next);
          break;
        case 'end':
          if (atEnd) this.#stack.push(reached.next);
          break;
      }
    }
    return false;
  }

  step(code: number, atEnd: boolean): boolean {
    const { states } = this.#program;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#now++;
    for (const index of waiting) {
      const state = states[index];
      if (state?.type === 'character' && state.is(code) && this.reach(state.next, false, atEnd)) return true;
    }
    return false;
  }
}
