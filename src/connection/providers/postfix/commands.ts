import { execFile } from 'node:child_process';

/** Postfix's own programs, with arguments that are fixed but for paths and addresses from the checked connection. */
export interface PostfixCommands {
  /** Undefined when Postfix finds nothing wrong, else what it said. */
  check(directory: string): Promise<string | undefined>;
  /** What a table gives for a key; undefined: nothing. */
  query(directory: string, table: string, key: string): Promise<string | undefined>;
  /** Makes a running Postfix read its configuration; one that does not run reads it when it starts. */
  reload(directory: string): Promise<string | undefined>;
}

/** Without a terminal, Postfix's scripts write to its log only. */
const inTheLog = 'its log says why';

interface Ended {
  readonly code: number;
  readonly output: string;
  readonly complaint: string;
}

export const postfixCommands: PostfixCommands = {
  async check(directory) {
    const { code, complaint, output } = await run('postfix', ['-c', directory, 'check']);
    const said = complaint || output;
    // Unknown parameters and bad values are only warned of, and only by who reads them all.
    const { complaint: warned } = await run('postconf', ['-c', directory, '-n']);
    const fatal = warned.split('\n').filter((line) => /: (fatal|error):/.test(line));
    if (code === 0 && fatal.length === 0) return undefined;
    return [said, ...fatal].filter((line) => line !== '').join('\n') || inTheLog;
  },
  async query(directory, table, key) {
    const { code, output } = await run('postmap', ['-c', directory, '-q', key, table]);
    return code === 0 ? output.trim() : undefined;
  },
  async reload(directory) {
    if ((await run('postfix', ['-c', directory, 'status'])).code !== 0) return undefined;
    const { code, complaint } = await run('postfix', ['-c', directory, 'reload']);
    return code === 0 ? undefined : complaint || inTheLog;
  },
};

function run(program: 'postfix' | 'postconf' | 'postmap', args: readonly string[]): Promise<Ended> {
  const path = `/usr/sbin/${program}`;
  return new Promise((resolve, reject) => {
    execFile(
      path,
      args,
      { timeout: 30_000, maxBuffer: 1 << 20, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
      (fault, output, complaint) => {
        const code = fault === null ? 0 : fault.code;
        if (typeof code === 'number') resolve({ code, output, complaint: complaint.trim() });
        else reject(new Error(`${path} could not be run: ${String(code ?? fault?.signal)}`));
      },
    );
  });
}
