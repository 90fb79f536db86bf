import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { completeConnection } from './complete.ts';
import { crossCheck, fieldName } from './crossChecks.ts';
import { explainIssues } from './explain.ts';
import { connectionSchema } from './schema.ts';
import type { ConnectionProblem, DesiredConnection, FieldProblem } from './types.ts';

export type ReadConnection =
  | { readonly kind: 'connection'; readonly connection: DesiredConnection }
  | { readonly kind: 'problems'; readonly problems: readonly ConnectionProblem[] };

/** Reads and checks `connection.yaml`. Everything wrong is told at once, in the order of the file. */
export function readConnection(text: string): ReadConnection {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return problemsOf(
      document.errors.map(({ pos, message }) => ({ ...lineAndColumn(lines, pos[0]), field: '', message })),
    );
  }
  let input: unknown;
  try {
    input = document.toJS();
  } catch (fault) {
    // yaml refuses aliases that would grow without bound.
    return problemsOf([{ line: 1, column: 1, field: '', message: (fault as Error).message }]);
  }
  const locate = (problem: FieldProblem): ConnectionProblem => ({
    ...lineAndColumn(lines, offsetOf(document, problem)),
    field: fieldName(problem.path),
    message: problem.message,
  });
  const parsed = connectionSchema.safeParse(input);
  if (!parsed.success) return problemsOf(explainIssues(parsed.error.issues, input).map(locate));
  const connection = completeConnection(parsed.data);
  const problems = crossCheck(connection).map(locate);
  return problems.length > 0 ? problemsOf(problems) : { kind: 'connection', connection };
}

function problemsOf(problems: ConnectionProblem[]): ReadConnection {
  return {
    kind: 'problems',
    problems: problems.sort((one, other) => one.line - other.line || one.column - other.column),
  };
}

function lineAndColumn(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  // An empty text has no first line.
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Where a field stands; for one that is missing, where its nearest parent does. */
function offsetOf(document: Document, { path, atKey }: FieldProblem): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path[length - 1]));
      if (pair && isScalar(pair.key) && pair.key.range) {
        if (atKey || length < path.length) return pair.key.range[0];
        return (isNode(pair.value) ? pair.value.range?.[0] : undefined) ?? pair.key.range[0];
      }
      continue;
    }
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
