import type { PlanStep } from '../engine/plan.ts';
import type { DesiredConnection } from '../types.ts';

/** The plan for a ticket or a wiki: a table, and below it what each step that is open means. */
export function planAsMarkdown({ organisation }: DesiredConnection, steps: readonly PlanStep[]): string {
  const rows = steps.map(
    ({ id, title, state, reversible }) =>
      `| ${state} | ${cell(title)} | \`${id}\` | ${reversible ? 'yes' : '**no**'} |`,
  );
  const open = steps.filter(({ state }) => state !== 'done');
  const details = open.flatMap((step) => ['', `## ${step.title}`, '', ...described(step)]);
  return [
    `# Connection of ${organisation}`,
    '',
    '| state | step | id | can be undone |',
    '|---|---|---|---|',
    ...rows,
    ...details,
    '',
  ].join('\n');
}

function described({ why, detail, touches, resources }: PlanStep): string[] {
  const permissions = [...new Set(resources.map(({ permission }) => permission).filter((one) => one !== undefined))];
  const calls = resources.filter(({ state }) => state !== 'done').map(({ call }) => call);
  return [
    why,
    '',
    ...detail.map((line) => `- ${line}`),
    ...(touches.length === 0 ? [] : ['', `Concerns: ${touches.join(', ')}`]),
    ...(permissions.length === 0 ? [] : ['', `Needs: ${permissions.join('; ')}`]),
    ...calls.filter((call) => call !== undefined).map((call) => `\n    ${call}`),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
