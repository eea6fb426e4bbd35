import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';

const AT_PAGESZ = 6;
const AT_CLKTCK = 17;

/** What the kernel told this process when it began it, getauxval(3). */
export interface KernelUnits {
  /** Bytes in a page: 4096 on x86, 16384 or 65536 on some ARM and POWER kernels. */
  readonly pageSizeBytes: number;
  /** USER_HZ, the ticks a second of every CPU time in /proc. */
  readonly ticksPerSecond: number;
}

/** Pairs of 64-bit words, type and value; node runs on 64-bit Linux only. Entries that are absent stay undefined. */
export function parseAuxv(bytes: Buffer, order: 'LE' | 'BE'): Partial<KernelUnits> {
  const found = new Map<number, number>();
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    const type = order === 'LE' ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at);
    const value = order === 'LE' ? bytes.readBigUInt64LE(at + 8) : bytes.readBigUInt64BE(at + 8);
    found.set(Number(type), Number(value));
  }
  const pageSizeBytes = found.get(AT_PAGESZ);
  const ticksPerSecond = found.get(AT_CLKTCK);
  return {
    ...(pageSizeBytes ? { pageSizeBytes } : {}),
    ...(ticksPerSecond ? { ticksPerSecond } : {}),
  };
}

/**
 * Reads `<procRoot>/self/auxv`: the page size and USER_HZ without starting `getconf`, so that the very first
 * sample knows them. Falls back to 4096 and 100, the values of every common kernel, where /proc does not tell.
 */
export function readKernelUnits(procRoot: string): KernelUnits {
  let told: Partial<KernelUnits> = {};
  try {
    told = parseAuxv(readFileSync(join(procRoot, 'self/auxv')), endianness());
  } catch (error) {
    // A /proc of another machine (fixture, mounted from outside) may lack the entry; any other error is a bug.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
  return { pageSizeBytes: 4096, ticksPerSecond: 100, ...told };
}
