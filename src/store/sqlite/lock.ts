import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the data directory for this process, or throws. The lock is the kernel's, held
 * through an exclusive transaction on a file of its own: it ends with the process, also
 * after kill -9, where a file with a process number would mistake a later process (in a
 * container often the same number) for the former owner.
 */
export function lockDirectory(directory: string, file: string): { release(): void } {
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    database.close();
    throw new Error(
      `data directory ${directory} is in use by another Passerelle process; stop it or choose another directory`,
      { cause: error },
    );
  }
  return { release: () => database.close() };
}
