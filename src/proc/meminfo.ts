import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { ParseError } from './parse-error.ts';
import { Scanner } from './scanner.ts';

/** The lines that are wanted, in the order in which kernels print them; each a whole number of KiB ("kB"). */
const NAMES = [
  'MemTotal:',
  'MemFree:',
  'MemAvailable:',
  'Buffers:',
  'Cached:',
  'SwapTotal:',
  'SwapFree:',
  'Shmem:',
  'SReclaimable:',
] as const;

/** /proc/meminfo, proc_meminfo(5), in bytes. */
export interface Meminfo {
  totalBytes: number;
  freeBytes: number;
  /** What could be had without swapping. Estimated from the other lines before Linux 3.14: see `isEstimated`. */
  availableBytes: number;
  /** Whether `availableBytes` is an estimate because the kernel does not tell. */
  isEstimated: boolean;
  /** Page cache, buffers and reclaimable slabs, as `free` prints it under buff/cache. */
  cacheBytes: number;
  swapTotalBytes: number;
  swapFreeBytes: number;
}

/**
 * `places` is where the wanted lines began in the reading before: they stay there while the numbers keep their
 * lengths, and looking there first saves the walk over all lines.
 * @throws ParseError when MemTotal or MemFree is missing, or a line is not a number
 */
export function parseMeminfo(path: string, bytes: Buffer, places: number[] = []): Meminfo {
  const scanner = new Scanner(path, bytes);
  const found: number[] = [];
  if (!findBytes(scanner, places, found)) {
    findPlaces(scanner, places);
    findBytes(scanner, places, found);
  }
  const [total = Number.NaN, free = Number.NaN, available = Number.NaN] = found;
  if (Number.isNaN(total + free)) throw new ParseError(path, bytes.toString('latin1', 0, 80));
  // What a kernel does not print it does not have.
  const [, , , buffers, cached, swapTotal, swapFree, shared, reclaimable] = found;
  const cacheBytes = (buffers || 0) + (cached || 0) + (reclaimable || 0);
  const isEstimated = Number.isNaN(available);
  const estimate = Math.min(total, Math.max(free, free + cacheBytes - (shared || 0)));
  return {
    totalBytes: total,
    freeBytes: free,
    availableBytes: isEstimated ? estimate : available,
    isEstimated,
    cacheBytes,
    swapTotalBytes: swapTotal || 0,
    swapFreeBytes: swapFree || 0,
  };
}

/** Fills `into` with bytes in the order of `NAMES`, NaN where a line is not at its place; answers whether all were. */
function findBytes(scanner: Scanner, places: readonly number[], into: number[]): boolean {
  let isComplete = true;
  for (let index = 0; index < NAMES.length; index++) {
    scanner.position = places[index] ?? scanner.bytes.length;
    const isThere = scanner.atLineStart && scanner.accept(NAMES[index] as string);
    into[index] = isThere ? scanner.uint() * 1024 : Number.NaN;
    isComplete &&= isThere;
  }
  return isComplete;
}

/** The wanted lines stand in the file's first half: stops when all were seen. */
function findPlaces(scanner: Scanner, places: number[]): void {
  places.length = 0;
  let missing = NAMES.length;
  scanner.position = 0;
  while (missing > 0 && !scanner.atEnd) {
    const start = scanner.position;
    const index = NAMES.findIndex((name) => scanner.accept(name));
    if (index >= 0) {
      places[index] = start;
      missing--;
    }
    scanner.nextLine();
  }
}

/** Opens `<procRoot>/meminfo` on the first read. */
export function createMeminfoReader(procRoot: string): { read(): Meminfo; close(): void } {
  const file = new KernelFile(join(procRoot, 'meminfo'));
  const places: number[] = [];
  return { read: () => parseMeminfo(file.path, file.read(), places), close: () => file.close() };
}
