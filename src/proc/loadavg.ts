import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { ParseError } from './parse-error.ts';

/** /proc/loadavg, proc_loadavg(5): runnable and uninterruptible tasks, damped over 1, 5 and 15 minutes. */
export interface Loadavg {
  readonly one: number;
  readonly five: number;
  readonly fifteen: number;
}

const LINE = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+) /;

/** @throws ParseError when the line does not begin with three decimals */
export function parseLoadavg(path: string, bytes: Buffer): Loadavg {
  const text = bytes.toString('latin1', 0, 80);
  const match = LINE.exec(text);
  if (match === null) throw new ParseError(path, text);
  return { one: Number(match[1]), five: Number(match[2]), fifteen: Number(match[3]) };
}

/** Opens `<procRoot>/loadavg` on the first read. */
export function createLoadavgReader(procRoot: string): { read(): Loadavg; close(): void } {
  const file = new KernelFile(join(procRoot, 'loadavg'));
  return { read: () => parseLoadavg(file.path, file.read()), close: () => file.close() };
}
