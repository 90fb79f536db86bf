/**
 * Patterns of HeaderMatchesPatterns: Exchange's subset (\S \s \d \D \w \W . ^ $ * | ( ) and
 * escaped literals), matched by simulating an NFA: time is pattern length × text length
 * whatever the input, so outside text can't make it hang. Case is ignored, as Exchange does.
 */
export type CompiledPattern =
  | { readonly kind: 'pattern'; test(text: string): boolean }
  | { readonly kind: 'problem'; readonly message: string };

/** Characters of a pattern, and of the text it looks at. */
const patternLimit = 256;
const textLimit = 8192;

type Node =
  | { type: 'char'; accepts: (char: string) => boolean; next: number }
  | { type: 'split'; next: number; other: number }
  | { type: 'start'; next: number }
  | { type: 'end'; next: number }
  | { type: 'match' };

class PatternProblem extends Error {}

export function compilePattern(source: string): CompiledPattern {
  if (source.length > patternLimit) {
    return { kind: 'problem', message: `a pattern has at most ${patternLimit} characters` };
  }
  try {
    const program = new Compiler(source).compile();
    return { kind: 'pattern', test: (text) => run(program, text.slice(0, textLimit).toLowerCase()) };
  } catch (fault) {
    if (fault instanceof PatternProblem) return { kind: 'problem', message: fault.message };
    throw fault;
  }
}

interface Program {
  readonly nodes: readonly Node[];
  readonly start: number;
}

/** Recursive descent: alternatives of sequences of starred atoms. Nodes are made back to front. */
class Compiler {
  readonly #source: string;
  readonly #nodes: Node[] = [{ type: 'match' }];
  #at = 0;

  constructor(source: string) {
    this.#source = source.toLowerCase() === source ? source : lowerLiterals(source);
  }

  compile(): Program {
    const tree = this.#alternatives();
    if (this.#at < this.#source.length) throw new PatternProblem(`unexpected ')' at character ${this.#at + 1}`);
    const start = tree(0);
    return { nodes: this.#nodes, start };
  }

  /** Each parse answers a function that, given what comes next, makes the nodes and answers where they start. */
  #alternatives(): (next: number) => number {
    const branches = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    return (next) =>
      branches
        .map((branch) => branch(next))
        .reduceRight((other, start) => this.#add({ type: 'split', next: start, other }));
  }

  #sequence(): (next: number) => number {
    const atoms: ((next: number) => number)[] = [];
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) atoms.push(this.#starred());
    return (next) => atoms.reduceRight((after, atom) => atom(after), next);
  }

  #starred(): (next: number) => number {
    const atom = this.#atom();
    if (this.#source[this.#at] !== '*') return atom;
    while (this.#source[this.#at] === '*') this.#at++;
    return (next) => {
      const split = this.#add({ type: 'split', next, other: next });
      this.#nodes[split] = { type: 'split', next: atom(split), other: next };
      return split;
    };
  }

  #atom(): (next: number) => number {
    const char = this.#source[this.#at++];
    switch (char) {
      case '(': {
        const inner = this.#alternatives();
        if (this.#source[this.#at++] !== ')') throw new PatternProblem("a '(' is not closed");
        return inner;
      }
      case '^':
        return (next) => this.#add({ type: 'start', next });
      case '$':
        return (next) => this.#add({ type: 'end', next });
      case '.':
        return this.#char(() => true);
      case '*':
        throw new PatternProblem("a '*' follows nothing");
      case '\\':
        return this.#char(this.#escape());
      default:
        if (char !== undefined && '[]{}?+'.includes(char)) {
          throw new PatternProblem(`'${char}' is not supported: write \\${char} for the character itself`);
        }
        return this.#char((c) => c === char);
    }
  }

  #escape(): (char: string) => boolean {
    const char = this.#source[this.#at++];
    if (char === undefined) throw new PatternProblem("a '\\' stands at the end");
    const named = classes.get(char);
    if (named) return named;
    if (/[a-z0-9]/i.test(char)) throw new PatternProblem(`'\\${char}' is not supported`);
    return (c) => c === char;
  }

  #char(accepts: (char: string) => boolean): (next: number) => number {
    return (next) => this.#add({ type: 'char', accepts, next });
  }

  #add(node: Node): number {
    return this.#nodes.push(node) - 1;
  }
}

const isDigit = (c: string) => c >= '0' && c <= '9';
const isWord = (c: string) => isDigit(c) || (c >= 'a' && c <= 'z') || c === '_';
const isSpace = (c: string) => c === ' ' || c === '\t' || c === '\r' || c === '\n';

const classes = new Map<string, (char: string) => boolean>([
  ['d', isDigit],
  ['D', (c) => !isDigit(c)],
  ['w', isWord],
  ['W', (c) => !isWord(c)],
  ['s', isSpace],
  ['S', (c) => !isSpace(c)],
]);

/** Lower-cases literals; the letter after a backslash keeps its case, which names the class. */
function lowerLiterals(source: string): string {
  let text = '';
  for (let at = 0; at < source.length; at++) {
    const char = source[at] ?? '';
    if (char === '\\') text += char + (source[++at] ?? '');
    else text += char.toLowerCase();
  }
  return text;
}

/** All states at once, unanchored at the front: a new start at each character. */
function run({ nodes, start }: Program, text: string): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= text.length; at++) {
    if (follow(nodes, start, current, at, text.length)) return true;
    const char = text[at];
    if (char === undefined) return false;
    const next = new Set<number>();
    for (const index of current) {
      const node = nodes[index];
      if (node?.type === 'char' && node.accepts(char) && follow(nodes, node.next, next, at + 1, text.length))
        return true;
    }
    current = next;
  }
  return false;
}

/** Adds a state and all it reaches without reading; true when the match state is among them. */
function follow(nodes: readonly Node[], from: number, into: Set<number>, at: number, length: number): boolean {
  const waiting = [from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (into.has(index)) continue;
    into.add(index);
    const node = nodes[index];
    switch (node?.type) {
      case 'match':
        return true;
      case 'split':
        waiting.push(node.next, node.other);
        break;
      case 'start':
        if (at === 0) waiting.push(node.next);
        break;
      case 'end':
        if (at === length) waiting.push(node.next);
        break;
      default:
        break;
    }
  }
  return false;
}
