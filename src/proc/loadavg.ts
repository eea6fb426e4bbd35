import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { Scanner } from './scanner.ts';

/** /proc/loadavg, proc_loadavg(5): runnable and uninterruptible tasks, damped over 1, 5 and 15 minutes. */
export interface Loadavg {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
}

/** @throws ParseError when the line does not begin with three decimals */
export function parseLoadavg(path: string, bytes: Buffer): Loadavg {
  const scanner = new Scanner(path, bytes);
  return { one: scanner.hundredths(), five: scanner.hundredths(), fifteen: scanner.hundredths() };
}

/** Opens `<procRoot>/loadavg` on the first read. */
export function createLoadavgReader(procRoot: string): { read(): Loadavg; close(): void } {
  const file = new KernelFile(join(procRoot, 'loadavg'));
  return { read: () => parseLoadavg(file.path, file.read()), close: () => file.close() };
}
