import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

/** What a file holds, octet for octet; undefined when there is none. */
export function readText(path: string): string | undefined {
  try {
    // Latin-1 keeps every octet, whatever the administrator's editor wrote.
    return readFileSync(path, 'latin1');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  }
}

/** Replaces a file whole, or removes it: Postfix, which may read at any moment, sees the old one or the new one. Owner and mode stay. */
export function replaceText(path: string, text: string | undefined): void {
  if (text === undefined) {
    rmSync(path, { force: true });
    return;
  }
  const present = statSync(path, { throwIfNoEntry: false });
  // A link stays a link: what it leads to is replaced.
  const target = present === undefined ? path : realpathSync(path);
  const temporary = `${target}.passerelle-new`;
  const file = openSync(temporary, 'w', 0o644);
  try {
    writeSync(file, Buffer.from(text, 'latin1'));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (present !== undefined) {
    chmodSync(temporary, present.mode & 0o7777);
    chownSync(temporary, present.uid, present.gid);
  }
  renameSync(temporary, target);
}
