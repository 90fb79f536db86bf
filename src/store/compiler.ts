import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Tables } from './schema.ts';

/**
 * Queries are written once with kysely and compiled once an engine; afterwards a
 * statement costs a lookup and filling in its parameters, because compiling (11 µs)
 * would cost more than running most of them.
 */
export type Engine = 'sqlite' | 'postgres';
export type Parameter = string | number | null | Uint8Array;

/** One compiled statement, ready to run or to send to the writer. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  /** Rows it must touch; any other number makes its unit a conflict. */
  readonly expectRows?: number;
}

/** A statement that returns rows of type R. The type is a mark only: no value bears it. */
export interface Query<R> extends Statement {
  readonly rowType?: R;
}

type Values = Readonly<Record<string, Parameter>>;

/** What every query is made in: the place for the organisation's id, and the engine it is made for. */
export interface Scope {
  readonly organisationId: string;
  readonly engine: Engine;
}

/** A query with named places for its parameters. */
export interface Template<P, R> {
  readonly build: Build<P, R>;
}

type Build<P, R> = (db: Kysely<Tables>, p: P, scope: Scope) => Compilable<R>;

export interface Compiler {
  readonly engine: Engine;
  readonly organisationId: string;
  statement<P extends Values, R>(template: Template<P, R>, values: P, expectRows?: number): Query<R>;
}

/** Names a query. `build` runs once an engine, so it must not look at values; it may look at the engine. */
export function template<P, R>(build: Build<P, R>): Template<P, R> {
  return { build };
}

/** Stands in the compiled parameters for the value of its name. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

interface Compiled {
  readonly sql: string;
  readonly parameters: readonly (Parameter | Slot)[];
}

/** Compiles for one engine and one organisation: every statement is bound to its organisation_id. */
export function createCompiler(engine: Engine, organisationId: string): Compiler {
  const db = compilingOnly(engine);
  const compiled = new Map<object, Compiled>();

  function compile<P, R>(from: Template<P, R>): Compiled {
    const slots: unknown = new Proxy({}, { get: (_, name) => new Slot(String(name)) });
    const organisation: unknown = new Slot('organisationId');
    const query = from.build(db, slots as P, { organisationId: organisation as string, engine }).compile();
    return { sql: query.sql, parameters: query.parameters as readonly (Parameter | Slot)[] };
  }

  return {
    engine,
    organisationId,
    statement(from, values, expectRows) {
      let known = compiled.get(from);
      if (known === undefined) {
        known = compile(from);
        compiled.set(from, known);
      }
      const parameters = known.parameters.map((parameter) => {
        if (!(parameter instanceof Slot)) return parameter;
        return storable(parameter.name === 'organisationId' ? organisationId : values[parameter.name]);
      });
      return expectRows === undefined ? { sql: known.sql, parameters } : { sql: known.sql, parameters, expectRows };
    },
  };
}

/** PostgreSQL's text holds no NUL; both engines keep U+FFFD in its place, so that both answer alike. */
function storable(value: Parameter | undefined): Parameter {
  if (value === undefined) throw new Error('a statement misses one of its parameters');
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

function compilingOnly(engine: Engine): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect:
      engine === 'sqlite'
        ? {
            createAdapter: () => new SqliteAdapter(),
            createDriver: () => new DummyDriver(),
            createIntrospector: (db) => new SqliteIntrospector(db),
            createQueryCompiler: () => new SqliteQueryCompiler(),
          }
        : {
            createAdapter: () => new PostgresAdapter(),
            createDriver: () => new DummyDriver(),
            createIntrospector: (db) => new PostgresIntrospector(db),
            createQueryCompiler: () => new PostgresQueryCompiler(),
          },
  });
}
