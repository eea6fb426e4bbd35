import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { statOfCores } from '../../support/many-cores.ts';

/** The files of /proc that a sample of the system reads beside `stat`. */
export const FILES_BESIDE_STAT = [
  'meminfo',
  'diskstats',
  'net/dev',
  'loadavg',
  'pressure/cpu',
  'pressure/memory',
  'pressure/io',
];

/**
 * This machine's kernel files, with another number of cores. `stat.later` is `stat` a second on, for a program to put
 * in its place: between two readings of the same there would be nothing to compute.
 */
export function writeCoresTree(directory: string, cores: number): string {
  const procRoot = join(directory, `cores-${cores}`);
  for (const file of FILES_BESIDE_STAT) {
    mkdirSync(dirname(join(procRoot, file)), { recursive: true });
    copyKernelFile(join('/proc', file), join(procRoot, file));
  }
  const ticksAt = (second: number) => (core: number) => {
    const busy = (core * 7) % 100;
    return [8_000_000 + busy * second, 120, 900_000, 70_000_000 + (100 - busy) * second, 4000, 0, 900, 20];
  };
  writeFileSync(join(procRoot, 'stat'), statOfCores(cores, ticksAt(0)));
  writeFileSync(join(procRoot, 'stat.later'), statOfCores(cores, ticksAt(1)));
  return procRoot;
}

/** They say that they are empty, so they are read, not copied. */
function copyKernelFile(from: string, to: string): void {
  writeFileSync(to, readFileSync(from));
}

/** A procfs with nothing in it but processes. */
export interface ProcessesTree {
  readonly procRoot: string;
  /** Takes away the oldest processes and adds as many new ones with their names. */
  change(count: number): void;
}

/** @param nameOf the name of the process with this number, the same for every `count`-th */
export function writeProcessesTree(
  directory: string,
  count: number,
  nameOf: (pid: number) => string,
): ProcessesTree {
  const procRoot = join(directory, `processes-${count}`);
  const add = (pid: number): void => {
    const home = join(procRoot, String(pid));
    mkdirSync(home, { recursive: true });
    const fields = `S 1 ${pid} ${pid} 0 -1 4194304 900 0 3 0 250 40 0 0 20 0 1 0 ${100_000 + pid} 9400320 1200`;
    writeFileSync(join(home, 'stat'), `${pid} (${nameOf(pid)}) ${fields} ${'0 '.repeat(27)}0\n`);
  };
  let oldest = 1;
  for (let pid = oldest; pid < oldest + count; pid++) add(pid);
  copyKernelFile('/proc/stat', join(procRoot, 'stat'));
  return {
    procRoot,
    change(changes) {
      for (let change = 0; change < changes; change++, oldest++) {
        rmSync(join(procRoot, String(oldest)), { recursive: true });
        add(oldest + count);
      }
    },
  };
}
