import type { Compiler, Query } from '../compiler.ts';

/** How an engine answers a query; the only thing in which the reads of the two engines differ. */
export type Rows = <R>(query: Query<R>) => Promise<R[]>;

/** What every family of reads is made from. */
export interface Source {
  readonly compiler: Compiler;
  readonly rows: Rows;
}
