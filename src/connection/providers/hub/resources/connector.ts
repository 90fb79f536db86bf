/** What inbound and outbound connectors have in common: named objects with a comment, made, changed and removed by cmdlets of their noun. */
import type { Json, Observed, Wanted } from '../../../provider.ts';
import { isMarked, marked, unmarked } from '../mark.ts';
import type { HubReading } from '../reading.ts';
import { type HubChange, type HubParts, nameIn, textIn, type Values, valuesOf } from '../resource.ts';
import { invoke, type Row } from '../wire/exchange.ts';
import { saysNotFound } from '../wire/hubError.ts';
import { unless } from './domain.ts';

export interface ConnectorNoun {
  readonly noun: 'InboundConnector' | 'OutboundConnector';
  /** Of what the hub tells, what this engine decides about, in the shape it is given in. */
  valueIn(row: Row): Values;
}

export async function readConnectors(
  { noun, valueIn }: ConnectorNoun,
  reading: HubReading,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, Observed>> {
  const rows = await reading.listed(`Get-${noun}`, {});
  return new Map(
    wanted.map(({ key }): [string, Observed] => {
      const row = connectorNamed(rows, nameIn(key));
      if (row === undefined) return [key, { kind: 'absent' }];
      return [key, { kind: 'there', value: valueIn(row), owner: isMarked(row.Comment) ? 'ours' : 'foreign' }];
    }),
  );
}

export async function writeConnector(
  { noun }: ConnectorNoun,
  { session }: HubParts,
  { name, value, owner }: HubChange,
): Promise<void> {
  const present = connectorNamed(await invoke(session, { name: `Get-${noun}`, parameters: {} }), name);
  if (value === undefined) {
    if (present === undefined) return;
    const parameters = { Identity: name, Confirm: false };
    await invoke(session, { name: `Remove-${noun}`, parameters }).catch(unless(saysNotFound));
    return;
  }
  if (present === undefined) {
    await invoke(session, {
      name: `New-${noun}`,
      parameters: { Name: name, ...valuesOf(value), Comment: marked(undefined) },
    });
    return;
  }
  const comment = owner === 'ours' ? marked(present.Comment) : unmarked(present.Comment);
  await invoke(session, { name: `Set-${noun}`, parameters: { Identity: name, ...valuesOf(value), Comment: comment } });
}

function connectorNamed(rows: readonly Row[], name: string): Row | undefined {
  return rows.find((row) => textIn(row, 'Name').toLowerCase() === name.toLowerCase());
}

export function powershell(cmdlet: string, values: Readonly<Record<string, Json>>): string {
  const parameters = Object.entries(values).map(([name, value]) => `-${name} ${literal(value)}`);
  return [cmdlet, ...parameters].join(' ');
}

/** A value as PowerShell writes it. Single quotes: nothing inside is expanded. */
export function literal(value: Json | undefined): string {
  if (value === null || value === undefined) return '$null';
  if (typeof value === 'boolean') return value ? '$true' : '$false';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (Array.isArray(value)) return value.length === 0 ? '@()' : value.map(literal).join(',');
  return `@{${Object.entries(value)
    .map(([name, member]) => `${name}=${literal(member)}`)
    .join(';')}}`;
}
