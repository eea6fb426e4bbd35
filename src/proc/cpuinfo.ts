import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * `/proc/cpuinfo`, proc_cpuinfo(5). Read once at start-up, for the one thing that lscpu stopped printing
 * in 2.37: the clock at which the cores run now. On a big machine the file is hundreds of kilobytes and
 * the kernel asks every core for its clock, so it has no place in a sample.
 */
export interface Cpuinfo {
  /** The present clock of each core that tells it, in MHz; empty on ARM, where the kernel does not say. */
  readonly coreMegahertz: readonly number[];
}

/** `cpu MHz` on x86 and LoongArch, `cpu MHz dynamic` on s390, `clock` (ending in `MHz`) on POWER. */
const CLOCK_LINE = /^(?:cpu MHz(?: dynamic)?|clock)[ \t]*:[ \t]*(\d+(?:\.\d+)?)(?:MHz)?[ \t]*$/gim;

/** Never throws: every architecture has its own lines, and a core whose clock is `Unknown` is left out. */
export function parseCpuinfo(text: string): Cpuinfo {
  const coreMegahertz = Array.from(text.matchAll(CLOCK_LINE), (match) => Number(match[1]));
  return { coreMegahertz: coreMegahertz.filter((megahertz) => megahertz > 0 && Number.isFinite(megahertz)) };
}

/** @throws the system's error when the file cannot be read. */
export async function readCpuinfo(procRoot: string): Promise<Cpuinfo> {
  return parseCpuinfo(await readFile(join(procRoot, 'cpuinfo'), 'utf8'));
}
