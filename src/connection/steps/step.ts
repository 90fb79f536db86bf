import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationEntry } from '../../store/contract.ts';

export type StepState = 'done' | 'todo' | 'manual' | 'pending' | 'propagating' | 'drifted' | 'blocked';

/** One step of a plan: sorted plain data that can be shown, saved and compared. */
export interface PlanStep {
  /** Stable, e.g. `hub.people`. */
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  /** Whether `undo` can bring back what was there. */
  readonly reversible: boolean;
  /** What changes, or for a manual step the exact values to type. */
  readonly detail: readonly string[];
}

export type Kind = ConfigurationEntry['kind'];

/** The configuration as it is, looked up by kind and name. */
export class CurrentConfiguration {
  readonly #bodies: ReadonlyMap<string, unknown>;
  readonly #entries: readonly ConfigurationEntry[];

  constructor(entries: readonly ConfigurationEntry[]) {
    this.#entries = entries;
    this.#bodies = new Map(entries.map(({ kind, name, body }) => [`${kind}\n${name}`, body]));
  }

  body(kind: Kind, name: string): unknown {
    return this.#bodies.get(`${kind}\n${name}`);
  }

  ofKind(kind: Kind): ConfigurationEntry[] {
    return this.#entries.filter((entry) => entry.kind === kind);
  }

  /** Those that are not there yet, or otherwise. */
  changed(wanted: readonly ConfigurationEntry[]): ConfigurationEntry[] {
    return wanted.filter(({ kind, name, body }) => !isDeepStrictEqual(this.body(kind, name), body));
  }
}

/** A step together with what it writes. */
export interface HubStep {
  readonly step: PlanStep;
  readonly entries: readonly ConfigurationEntry[];
}

/** A step that makes the wanted entries so: done when they are. */
export function settle(
  current: CurrentConfiguration,
  { id, title, wanted }: { id: string; title: string; wanted: readonly ConfigurationEntry[] },
): HubStep {
  const entries = current.changed(wanted);
  const detail = entries.map(({ kind, name, body }) => {
    if (body === undefined) return `remove ${kind} '${name}'`;
    return `${current.body(kind, name) === undefined ? 'add' : 'change'} ${kind} '${name}'`;
  });
  return { step: { id, title, state: entries.length === 0 ? 'done' : 'todo', reversible: true, detail }, entries };
}
