import type { PlanStep } from '../engine/plan.ts';
import type { RecordToPublish } from '../provider.ts';
import type { DesiredConnection } from '../types.ts';

/** Seconds: short enough to put a mistake right soon. */
const timeToLive = 3600;
/** A character-string of a TXT record holds so many octets (rfc1035#3.3). */
const stringLength = 255;

/** The records that the plan asks for, as a fragment of a zone file (rfc1035#5.1); what can't be written so is a comment. */
export function planAsZone({ domain }: DesiredConnection, steps: readonly PlanStep[]): string {
  const records = steps.flatMap(({ resources }) => resources.flatMap(({ publish = [] }) => publish));
  const byHand = steps.flatMap(({ resources }) =>
    resources
      .filter(({ key, state, manual }) => key.startsWith('dns/') && state !== 'done' && manual !== undefined)
      .flatMap(({ title, manual }) => [
        `; ${title}`,
        ...(manual?.values ?? []).map(
          ({ name, value }) => `;   ${[name, value].filter((one) => one !== '').join('  ')}`,
        ),
      ]),
  );
  const unique = [...new Set(records.map(lineOf))];
  return [
    `; Records for ${domain}. The MX of ${domain} is not among them: it stays as it is.`,
    ...unique,
    ...byHand,
    '',
  ].join('\n');
}

function lineOf({ name, type, value }: RecordToPublish): string {
  const owner = name.endsWith('.') ? name : `${name}.`;
  return `${owner} ${timeToLive} IN ${type} ${type === 'TXT' ? strings(value) : absolute(value)}`;
}

function strings(text: string): string {
  const pieces: string[] = [];
  for (let at = 0; at < Math.max(1, text.length); at += stringLength) pieces.push(text.slice(at, at + stringLength));
  return pieces.map((piece) => `"${piece.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(' ');
}

function absolute(value: string): string {
  return value.endsWith('.') ? value : `${value}.`;
}
