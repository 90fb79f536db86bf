import type { Json, Observed, Wanted } from '../../provider.ts';
import type { DesiredConnection } from '../../types.ts';
import type { HubReading } from './reading.ts';
import type { Session } from './wire/session.ts';

/** One kind of thing at the hub, the same on both kinds of hub unless it says otherwise. Keys are `hub/KIND/NAME`. */
export interface HubResource {
  readonly kind: string;
  want(connection: DesiredConnection): readonly Wanted[];
  /** One answer for each; what it throws is told of all of them. */
  read(reading: HubReading, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Observed>>;
  write(hub: HubParts, change: HubChange): Promise<void>;
}

export interface HubParts {
  readonly session: Session;
  readonly connection: DesiredConnection;
}

export interface HubChange {
  readonly name: string;
  /** Undefined: it is not to be there. */
  readonly value: Json | undefined;
  readonly before: Observed;
  readonly owner: 'ours' | 'foreign';
}

export function hubKey(kind: string, name: string): string {
  return `hub/${kind}/${name}`;
}

/** What follows `hub/KIND/`. */
export function nameIn(key: string): string {
  return key.split('/').slice(2).join('/');
}

export function kindIn(key: string): string {
  return key.split('/')[1] ?? '';
}

/** A record of values, as every resource here has. */
export type Values = { readonly [name: string]: Json };

export function valuesOf(value: Json | undefined): Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

export function textIn(row: Readonly<Record<string, unknown>>, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

export function textsIn(row: Readonly<Record<string, unknown>>, name: string): string[] {
  const value = row[name];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
