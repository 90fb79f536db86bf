/** What an organisation that was connected by hand fell into. Pure: the same facts make the same findings. */
import type { DesiredConnection } from '../types.ts';
import type { Fact, HubFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { flowTraps } from './flow.ts';
import { securityTraps } from './security.ts';

export interface LintResult {
  readonly findings: readonly Finding[];
  /** What could not be looked at, and so is neither good nor bad. */
  readonly unread: readonly string[];
}

export function lint(facts: HubFacts, connection: DesiredConnection): LintResult {
  const findings = [...flowTraps, ...securityTraps]
    .map((trap) => trap(facts, connection))
    .filter((finding) => finding !== undefined);
  const unread = Object.entries(facts as unknown as Readonly<Record<string, Fact<unknown> | undefined>>).flatMap(
    ([name, fact]) => (fact?.kind === 'unreadable' ? [`${name}: ${fact.why}`] : []),
  );
  return { findings, unread };
}
