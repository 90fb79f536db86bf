import type { PlanResource, PlanStep } from '../engine/plan.ts';
import type { Json } from '../provider.ts';
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

function linesOf({ key, title, why, state, reversible, willBe, call = '' }: PlanResource): string[] {
  const head = ['', `# ${comment(title)}`, `# ${comment(why)}`];
  if (!reversible) head.push('# This can not be taken back.');
  const lines = key.startsWith('hub/person/') ? [newUser(willBe)] : call.split('; ').map(runnable);
  if (state === 'done') return [...head, '# Done already:', ...lines.map((line) => `# ${line}`)];
  return [...head, ...lines];
}

/** With a password that nobody knows: the first sign-in goes by a reset. */
function newUser(value: Json | undefined): string {
  const { address, name, language } = (value ?? {}) as Readonly<Record<string, Json>>;
  const nickname = String(address ?? '').split('@', 1)[0] ?? '';
  const body = {
    ...{ accountEnabled: true, displayName: name ?? '', mailNickname: nickname, userPrincipalName: address ?? '' },
    ...{ preferredLanguage: language ?? '', usageLocation: 'FR' },
  };
  const fields = Object.entries(body).map(([field, member]) => `${field}=${quoted(member)}`);
  const password =
    "passwordProfile=@{forceChangePasswordNextSignIn=$true;password=[guid]::NewGuid().ToString()+'aA1!'}";
  const made = `@{${[...fields, password].join(';')}} | ConvertTo-Json -Depth 4`;
  return `Invoke-MgGraphRequest -Method POST -Uri 'v1.0/users' -Body (${made}) # usageLocation: the country of the person`;
}

function quoted(value: Json): string {
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  return `'${String(value).replaceAll("'", "''")}'`;
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
