import { accessSync, constants } from 'node:fs';
import type { TestContext } from 'node:test';

/** Whether an absent peer fails a test (in .ci/run) instead of skipping it. */
const required = process.env.PASSERELLE_REQUIRE_PEERS === '1';

/**
 * Whether a real peer is on this machine. Where it is not, the test is skipped by the
 * peer's name, or fails when peers are required: `if (!requirePeer(t, 'Postfix', path)) return;`
 */
export function requirePeer(t: TestContext, name: string, path: string): boolean {
  return requireCondition(t, name, isExecutable(path), `${path} is not there`);
}

/** The same for what a path alone does not tell, such as the right to start a server that needs root. */
export function requireCondition(t: TestContext, name: string, present: boolean, why: string): boolean {
  if (present) return true;
  const text = `${name}: ${why}`;
  if (required) throw new Error(`a required peer is absent: ${text}`);
  t.skip(text);
  return false;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
