import type { PlanStep } from '../engine/plan.ts';
import type { DesiredConnection } from '../types.ts';

/** What people do by hand, in order, as boxes to tick; `prefix` names the provider whose steps these are. */
export function planAsChecklist(
  { organisation }: DesiredConnection,
  steps: readonly PlanStep[],
  prefix: string | undefined,
): string {
  const byHand = steps.flatMap(({ id, resources }) =>
    resources
      .filter(({ key, manual }) => manual !== undefined && (prefix === undefined || key.startsWith(`${prefix}/`)))
      .map((resource) => ({ id, resource })),
  );
  const lines = byHand.flatMap(({ id, resource: { title, state, why, manual } }) => [
    '',
    `- [${state === 'done' ? 'x' : ' '}] **${title}**`,
    `  ${why}`,
    `  Where: ${manual?.page ?? ''}`,
    ...(manual?.values ?? []).map(({ name, value }) => `  - ${name === '' ? '' : `${name}: `}\`${value}\``),
    ...(state === 'done' ? [] : [`  Then: \`npx passerelle attest ${id}\``]),
  ]);
  return [`# By hand: ${organisation}`, ...lines, ''].join('\n');
}
