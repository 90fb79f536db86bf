import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What a tree of processes has used so far. */
export interface Usage {
  /** User and system time of the tree, its ended children included, in microseconds. */
  readonly cpuMicroseconds: number;
  /** Sum over the living processes of the most each held at once, in megabytes; shared pages count in each. */
  readonly peakMegabytes: number;
}

/** Of USER_HZ, which Linux fixes at 100 for all programs. */
const microsecondsATick = 10_000;

/** @param root process whose descendants count too. Linux only: /proc. */
export function usageOf(root: number): Usage {
  const stats = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = read(`/proc/${pid}/stat`);
    if (stat === undefined) continue;
    // The name in parentheses may hold spaces: what counts comes after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    stats.set(pid, { parent: Number(fields[1]), ticks });
  }
  let cpuTicks = 0;
  let peakKilobytes = 0;
  for (const [pid, { ticks }] of stats) {
    if (!descends(pid, root, stats)) continue;
    cpuTicks += ticks;
    peakKilobytes += peakOf(pid);
  }
  return { cpuMicroseconds: cpuTicks * microsecondsATick, peakMegabytes: peakKilobytes / 1024 };
}

/** Megabytes a process holds now, and the most it has held since it began or since `forgetPeak`. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = read(`/proc/${pid}/status`) ?? '';
  return { now: kilobytes(status, 'VmRSS') / 1024, peak: kilobytes(status, 'VmHWM') / 1024 };
}

/** Starts the peak anew from what is held now (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function descends(pid: number, root: number, stats: ReadonlyMap<number, { parent: number }>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = stats.get(at)?.parent) {
    if (at === root) return true;
  }
  return false;
}

function peakOf(pid: number): number {
  return kilobytes(read(`/proc/${pid}/status`) ?? '', 'VmHWM');
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
