import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { LinePlaces } from './line-places.ts';
import { ParseError } from './parse-error.ts';
import { Scanner } from './scanner.ts';

/** Each a whole number of KiB ("kB"). */
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

export type MeminfoPlaces = ReturnType<typeof meminfoPlaces>;
export const meminfoPlaces = () => new LinePlaces(NAMES);

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
 * @param places as of the reading before
 * @throws ParseError when MemTotal or MemFree is missing, or a line is not a number
 */
export function parseMeminfo(path: string, bytes: Buffer, places: MeminfoPlaces = meminfoPlaces()): Meminfo {
  const scanner = new Scanner(path, bytes);
  const found: number[] = [];
  for (let index = 0; index < NAMES.length; index++) {
    found.push(places.seek(scanner, index) ? scanner.uint() * 1024 : Number.NaN);
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

/** Opens `<procRoot>/meminfo` on the first read. */
export function createMeminfoReader(procRoot: string): { read(): Meminfo; close(): void } {
  const file = new KernelFile(join(procRoot, 'meminfo'));
  const places = meminfoPlaces();
  return { read: () => parseMeminfo(file.path, file.read(), places), close: () => file.close() };
}
