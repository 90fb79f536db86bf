import type { Entries } from '../../../directory/entries.ts';
import type { Directory } from '../../../directory/types.ts';
import type { ConfigurationEntry, Store } from '../../../store/contract.ts';
import type { Told } from '../frame/told.ts';
import type { Given, ParameterTable } from '../parameters/types.ts';

/** What a cmdlet sees of the organisation. */
export interface State {
  readonly entries: Entries;
  readonly directory: Directory;
  /** GUID of the organisation as a tenant. */
  readonly tenant: string;
  readonly organisationId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a cmdlet that looks outside the configuration needs. */
export interface Outside {
  readonly store: Store;
  /** Sends one message by a connector; what came of it, in words. */
  validateConnector(
    connector: string,
    recipient: string,
  ): Promise<{ readonly passed: boolean; readonly detail: string }>;
  /** The TXT record that DKIM of a domain asks for. */
  dkimRecord(domain: string): Promise<{ readonly name: string; readonly text: string }>;
}

/** What a change writes, and what the cmdlet gives out of it. */
export interface Change {
  readonly writes: readonly ConfigurationEntry[];
  readonly warnings?: readonly string[];
  /** What New-* gives out, told from the state after the change. */
  tell?(after: State): readonly Told[];
}

interface Named {
  readonly name: string;
  readonly parameters: ParameterTable;
  readonly required?: readonly string[];
}

/** One verb a file. A reading cmdlet gives objects out; a changing one decides what to write and is asked again on conflict. */
export type Cmdlet =
  | (Named & {
      readonly kind: 'reading';
      read(given: Given, state: State, outside: Outside): readonly Told[] | Promise<readonly Told[]>;
    })
  | (Named & { readonly kind: 'changing'; decide(given: Given, state: State): Change });
