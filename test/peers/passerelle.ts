import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

/** Milliseconds within which a start has to say `ready`. */
const startDeadline = 60_000;

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The real program as a child process. Its ports are fixed over restarts, so that peers find it again. */
export interface Passerelle {
  readonly pid: number;
  readonly data: string;
  readonly url: string;
  readonly smtpPort: number;
  readonly pop3Port: number;
  /** 0 without such a door. */
  readonly pop3sPort: number;
  /** `npx passerelle ARGS…` against this hub. */
  cli(...args: readonly string[]): Promise<CommandResult>;
  /** Writes the text to a file and applies it; throws with what was said unless it ends with 0. */
  apply(yaml: string): Promise<void>;
  /** One request to the API with the administrator's credential. */
  api(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>;
}

export interface PasserelleOptions {
  /** Kept after the end when named; else a temporary one that the first stop removes. */
  readonly data?: string;
  readonly httpPort?: number;
  readonly smtpPort?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** @throws with all the program said, when it ends or says nothing before `ready`. */
export async function startPasserelle(options: PasserelleOptions = {}): Promise<Passerelle> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'passerelle-data-'));
  const environment = {
    ...cleanEnvironment(),
    PASSERELLE_DATA: data,
    PASSERELLE_HOST: '127.0.0.1',
    PASSERELLE_HTTP_PORT: String(options.httpPort ?? 0),
    PASSERELLE_SMTP_PORT: String(options.smtpPort ?? 0),
    PASSERELLE_POP3_PORT: '0',
    PASSERELLE_LOG_LEVEL: 'warn',
    ...options.environment,
  };
  const child = spawn(process.execPath, [main, 'start', ...(options.flags ?? [])], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = await untilReady(child);
  const url = /^console\s+(\S+?)\/?$/m.exec(said)?.[1] ?? '';
  const smtpPort = Number(/^smtp\s+\S+:(\d+)$/m.exec(said)?.[1] ?? 0);
  const pop3Port = Number(/^pop3\s+\S+:(\d+)$/m.exec(said)?.[1] ?? 0);
  const pop3sPort = Number(/^pop3s\s+\S+:(\d+)$/m.exec(said)?.[1] ?? 0);
  const cli = (...args: readonly string[]) =>
    runCommand(args, { ...environment, PASSERELLE_HTTP_PORT: new URL(url).port });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    }
    if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    return child.exitCode;
  };
  return {
    pid: child.pid ?? 0,
    data,
    url,
    smtpPort,
    pop3Port,
    pop3sPort,
    cli,
    async apply(yaml) {
      const file = join(data, 'applied-by-test.yaml');
      writeFileSync(file, yaml);
      const { code, out, err } = await cli('apply', file);
      rmSync(file);
      if (code !== 0) throw new Error(`apply ended with ${code}: ${out}${err}`);
    },
    api: (method, path, body) => askApi(`${url}${path}`, data, method, body),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  };
}

/** The environment of this process without what would configure the program. */
function cleanEnvironment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (
      value !== undefined &&
      !name.startsWith('PASSERELLE_') &&
      !name.startsWith('NODE_TEST') &&
      name !== 'DATABASE_URL'
    ) {
      kept[name] = value;
    }
  }
  return kept;
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let all = '';
    const fail = (why: string) => {
      clearTimeout(deadline);
      child.kill('SIGKILL');
      reject(new Error(`passerelle start ${why}:\n${all}`));
    };
    const deadline = setTimeout(() => fail('was not ready in time'), startDeadline);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece;
      all += piece;
      if (!/^ready$/m.test(out)) return;
      clearTimeout(deadline);
      child.removeAllListeners('exit');
      resolve(out);
    });
    child.stderr?.on('data', (piece: Buffer) => {
      all += piece;
      // What goes wrong in the hub while a test runs is seen beside the test.
      process.stderr.write(piece);
    });
  });
}

function runCommand(args: readonly string[], environment: Record<string, string>): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (piece: Buffer) => {
      out += piece;
    });
    child.stderr.on('data', (piece: Buffer) => {
      err += piece;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out, err }));
  });
}

async function askApi(url: string, data: string, method: string, body: unknown) {
  const credential = readFileSync(join(data, 'local-admin'), 'utf8').trim();
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${credential}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, body: json };
}
