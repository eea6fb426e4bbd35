import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { Scanner } from './scanner.ts';

/**
 * The time fields of a `cpu` line in the kernel's order. guest and guest_nice follow in the file and are left
 * out: user and nice already hold them (kernel/sched/cputime.c, account_guest_time).
 */
export const CPU_FIELDS = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'] as const;
export const CPU_FIELD_COUNT = CPU_FIELDS.length;

/** Far above what kernels can be built for (NR_CPUS). */
const HIGHEST_CPU = 0xffff;

const FORKS_LINE = Buffer.from('\nprocesses ');

/**
 * /proc/stat, proc_stat(5). Times are in ticks of USER_HZ since boot. Plain arrays: a typed array of more than 64
 * bytes has its memory outside of V8's heap, and making one costs more than reading all the numbers of a CPU.
 */
export interface Stat {
  /** All CPUs together: `CPU_FIELDS` in order. */
  readonly totalTicks: readonly number[];
  /** The numbers of the CPUs that are online, ascending. */
  readonly cpuNumbers: readonly number[];
  /** `CPU_FIELD_COUNT` values for each of `cpuNumbers`. */
  readonly cpuTicks: readonly number[];
  /** Tasks created since boot, threads included: unchanged means that no new pid exists. */
  readonly forks: number | undefined;
}

/**
 * Reads the text of /proc/stat. Old kernels have fewer fields: those are 0, as they were not accounted.
 * @throws ParseError when there is no `cpu` line, a line of it is not numbers, or CPUs do not ascend
 */
export function parseStat(path: string, bytes: Buffer): Stat {
  const scanner = new Scanner(path, bytes);
  if (!scanner.accept('cpu ')) throw scanner.unexpected();
  const totalTicks: number[] = [];
  readFields(scanner, totalTicks);
  const cpuNumbers: number[] = [];
  const cpuTicks: number[] = [];
  let last = -1;
  while (scanner.accept('cpu')) {
    const number = scanner.uint();
    // What comes later is as wide as the highest number: text that is not the kernel's must not make it endless.
    if (number <= last || number > HIGHEST_CPU) throw scanner.unexpected();
    last = number;
    cpuNumbers.push(number);
    readFields(scanner, cpuTicks);
  }
  return { totalTicks, cpuNumbers, cpuTicks, forks: findForks(scanner) };
}

function readFields(scanner: Scanner, into: number[]): void {
  // The first four exist on every Linux; the rest came with 2.5.41 to 2.6.11.
  for (let field = 0; field < 4; field++) into.push(scanner.uint());
  for (let field = 4; field < CPU_FIELD_COUNT; field++) into.push(scanner.uintOrZero());
  scanner.nextLine();
}

function findForks(scanner: Scanner): number | undefined {
  // The line of interrupts before it is long: a native search passes it fastest.
  const at = scanner.bytes.indexOf(FORKS_LINE, Math.max(0, scanner.position - 1));
  if (at < 0) return undefined;
  scanner.position = at + FORKS_LINE.length;
  return scanner.uint();
}

/** Opens `<procRoot>/stat` on the first call of what it returns. */
export function createStatReader(procRoot: string): { read(): Stat; close(): void } {
  const file = new KernelFile(join(procRoot, 'stat'));
  return { read: () => parseStat(file.path, file.read()), close: () => file.close() };
}
