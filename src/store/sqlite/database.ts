import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import type { Tables } from '../schema.ts';

/**
 * Opens the database for writing. WAL lets reads go on while the writer commits;
 * FULL makes a commit survive a power cut; secure_delete overwrites what is deleted.
 */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(`
    pragma busy_timeout = 10000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma secure_delete = on;
    pragma temp_store = memory;
    pragma cache_size = -16000;
    pragma wal_autocheckpoint = 4000;
    pragma journal_size_limit = 67108864;
  `);
  return database;
}

/** Opens the database for reading; the writer must have opened it before, because it makes the WAL. */
export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true });
  database.exec('pragma busy_timeout = 10000; pragma temp_store = memory; pragma cache_size = -16000;');
  return database;
}

/** kysely over node:sqlite, for migrations. */
export function kyselyOver(database: DatabaseSync): Kysely<Tables> {
  const adapted: SqliteDatabase = {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const bind = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...bind(parameters)),
        run: (parameters) => statement.run(...bind(parameters)),
        iterate: (parameters) => statement.iterate(...bind(parameters)),
      };
    },
  };
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapted }) });
}
