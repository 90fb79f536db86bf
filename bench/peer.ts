import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { eventually } from '../test/peers/waiting.ts';

/** A server under measurement, running. */
export interface RunningPeer {
  readonly port: number;
  /** Root of its processes. */
  readonly pid: number;
  /** Resolves when all it accepted has had its effect. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/** A server that can be measured. */
export interface Peer {
  readonly name: string;
  /** Started anew for every run. Throws, in words for the table, when it can't run here. */
  start(): Promise<RunningPeer>;
}

/** Starts a child that says nothing anybody waits for. */
export function spawnChild(
  command: string,
  args: readonly string[],
  as: { readonly uid?: number; readonly gid?: number } = {},
): ChildProcess {
  const child = spawn(command, args, { stdio: 'ignore', ...as });
  // Whoever waits for its effect sees that it is not there.
  child.on('error', () => {});
  return child;
}

/** Resolves when somebody listens on the port of 127.0.0.1. Throws when the child ends before. */
export function untilListening(child: ChildProcess, port: number): Promise<boolean> {
  return eventually(`${child.spawnfile} listens`, () => {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    return listens(port);
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Starts a child and waits until it has printed a line that matches; gives back the match. */
export function startChild(
  command: string,
  args: readonly string[],
  ready: RegExp,
  options: { readonly cwd?: string; readonly seconds?: number; readonly environment?: Record<string, string> } = {},
): Promise<{ child: ChildProcess; match: RegExpExecArray }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: options.cwd,
      env: { ...process.env, ...options.environment },
    });
    let said = '';
    const fail = (why: string) => {
      clearTimeout(deadline);
      child.kill('SIGKILL');
      reject(new Error(`${command} ${why}: ${said.slice(-500)}`));
    };
    const deadline = setTimeout(() => fail('was not ready in time'), (options.seconds ?? 20) * 1000);
    const exited = (code: number | null) => fail(`ended with ${code}`);
    const look = (piece: Buffer) => {
      said = `${said}${piece}`.slice(-20_000);
      const match = ready.exec(said);
      if (match === null) return;
      clearTimeout(deadline);
      child.off('exit', exited);
      // What it says from here on is read and forgotten: a full pipe would hold it up.
      for (const stream of [child.stdout, child.stderr]) stream.off('data', look).resume();
      resolve({ child, match });
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', (error) => fail(error.message));
    child.once('exit', exited);
  });
}

export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(deadline);
}
