import type { ConfigurationEntry } from '../store/contract.ts';

type Kind = ConfigurationEntry['kind'];

/** Configuration entries, looked up by kind and name. */
export class Entries {
  readonly all: readonly ConfigurationEntry[];
  readonly #bodies: ReadonlyMap<string, unknown>;

  constructor(all: readonly ConfigurationEntry[]) {
    this.all = all;
    this.#bodies = new Map(all.map(({ kind, name, body }) => [`${kind}\n${name}`, body]));
  }

  body(kind: Kind, name: string): unknown {
    return this.#bodies.get(`${kind}\n${name}`);
  }

  ofKind(kind: Kind): ConfigurationEntry[] {
    return this.all.filter((entry) => entry.kind === kind);
  }

  /** As they will be once these are written: a body of undefined deletes. */
  with(written: readonly ConfigurationEntry[]): Entries {
    const all = new Map(this.all.map((entry) => [`${entry.kind}\n${entry.name}`, entry]));
    for (const entry of written) all.set(`${entry.kind}\n${entry.name}`, entry);
    return new Entries([...all.values()].filter(({ body }) => body !== undefined));
  }
}
