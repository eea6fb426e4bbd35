import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What a process has used of the machine so far, as the kernel tells. */
export interface ProcessCost {
  readonly atMs: number;
  /** Of all threads that are still there. */
  readonly cpuMs: number;
  readonly residentBytes: number;
  /** The most it was since the last `forgetPeak`. */
  readonly peakResidentBytes: number;
  readonly descriptors: number;
}

export function readProcessCost(pid: number): ProcessCost {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kib = (key: string): number =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  let cpuNs = 0;
  // /proc/<pid>/stat counts in hundredths of a second, which an idle agent needs in ten.
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    cpuNs += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
  }
  return {
    atMs: performance.now(),
    cpuMs: cpuNs / 1e6,
    residentBytes: kib('VmRSS'),
    peakResidentBytes: kib('VmHWM'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** Share of one core between two readings, in percent. */
export function corePercent(before: ProcessCost, after: ProcessCost): number {
  return ((after.cpuMs - before.cpuMs) * 100) / (after.atMs - before.atMs);
}

/** From now on `peakResidentBytes` is the peak of what comes (proc(5), clear_refs). */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
