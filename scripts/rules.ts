/** The ids of docs/rules/ against the ids that tests quote. A rule without a test is a promise nobody checks. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const idPattern = /\b[A-Z]{2,5}-\d+\b/g;
/** Looks like an id, is none. */
const foreign = /^(UTF|ISO|SHA|RFC|MD|AES|TLS|CVE|HTTP|ATTR|GMT|UTC)-/;

export interface RuleGaps {
  /** Written down, quoted by no test. */
  readonly untested: readonly string[];
  /** Quoted by a test, written down nowhere. */
  readonly unwritten: readonly string[];
}

export function findRuleGaps(root: string): RuleGaps {
  const written = idsIn(root, ['docs/rules/*.md']);
  const quoted = idsIn(root, ['src/**/*.test.ts', 'test/**/*.ts', 'src/**/{suite,scenarios,dialogs}/**']);
  return {
    untested: [...written].filter((id) => !quoted.has(id)).sort(),
    unwritten: [...quoted].filter((id) => families(written).has(family(id)) && !written.has(id)).sort(),
  };
}

function idsIn(root: string, patterns: readonly string[]): Set<string> {
  const ids = new Set<string>();
  for (const entry of globSync([...patterns], { cwd: root, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [id] of text.matchAll(idPattern)) if (!foreign.test(id)) ids.add(id);
  }
  return ids;
}

const family = (id: string) => id.slice(0, id.indexOf('-'));
const families = (ids: ReadonlySet<string>) => new Set([...ids].map(family));
