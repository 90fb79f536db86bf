import type { PlanResource, PlanStep } from '../engine/plan.ts';
import type { DesiredConnection } from '../types.ts';

/**
 * The hub's steps as a script for whoever prefers to run it: in the safe order, each in a
 * shape that may be run twice. What is done is left out as a comment.
 */
export function planAsPowerShell({ organisation, domain }: DesiredConnection, steps: readonly PlanStep[]): string {
  const resources = steps
    .flatMap((step) => step.resources)
    .filter(({ call, manual }) => call !== undefined && manual === undefined);
  return [
    `# Connection of ${comment(organisation)} (${domain})`,
    '# Needs the modules ExchangeOnlineManagement and Microsoft.Graph.Authentication.',
    "$ErrorActionPreference = 'Stop'",
    'Connect-ExchangeOnline',
    "Connect-MgGraph -Scopes 'Domain.ReadWrite.All','User.ReadWrite.All','LicenseAssignment.ReadWrite.All'",
    ...resources.flatMap(linesOf),
    '',
  ].join('\n');
}

function linesOf({ title, why, state, reversible, call = '' }: PlanResource): string[] {
  const head = ['', `# ${comment(title)}`, `# ${comment(why)}`];
  if (!reversible) head.push('# This can not be taken back.');
  const lines = call.split('; ').map(runnable);
  if (state === 'done') return [...head, '# Done already:', ...lines.map((line) => `# ${line}`)];
  return [...head, ...lines];
}

/** A call as PowerShell runs it: Graph's through the Graph module, `New-X -Name` only where there is no such X. */
function runnable(call: string): string {
  const graph = /^(GET|POST|PATCH|DELETE) (\/\S+)(?: (\{.*\}))?$/.exec(call);
  if (graph) {
    const [, method = '', path = '', body] = graph;
    const given = body === undefined ? '' : ` -Body '${body.replaceAll("'", "''")}'`;
    return `Invoke-MgGraphRequest -Method ${method} -Uri 'v1.0${path}'${given}`;
  }
  if (call.startsWith('PUT /api/')) return `# of the built-in hub only: ${call}`;
  const made = /^New-(\w+) -(?:Name|DomainName) ('[^']*'|"[^"]*")/.exec(call);
  if (made) {
    const [, noun = '', name = ''] = made;
    return `if (-not (Get-${noun} | Where-Object { $_.Name -eq ${name} })) { ${call} }`;
  }
  if (call === 'Enable-OrganizationCustomization') return `if ((Get-OrganizationConfig).IsDehydrated) { ${call} }`;
  return call;
}

function comment(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}
