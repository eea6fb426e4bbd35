import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { LinePlaces } from './line-places.ts';
import { Scanner } from './scanner.ts';

const KEYS = [
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
type Key = (typeof KEYS)[number];

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
export function parseMeminfo(path: string, bytes: Buffer, places = new LinePlaces(KEYS)): Meminfo {
  const scanner = new Scanner(path, bytes);
  // Each line is a whole number of KiB ("kB").
  const bytesOf = (key: Key): number | undefined =>
    places.seek(scanner, key) ? scanner.uint() * 1024 : undefined;
  const total = places.uint(scanner, 'MemTotal:') * 1024;
  const free = places.uint(scanner, 'MemFree:') * 1024;
  const available = bytesOf('MemAvailable:');
  // What a kernel does not print it does not have.
  const cacheBytes = (bytesOf('Buffers:') ?? 0) + (bytesOf('Cached:') ?? 0) + (bytesOf('SReclaimable:') ?? 0);
  const estimate = (): number =>
    Math.min(total, Math.max(free, free + cacheBytes - (bytesOf('Shmem:') ?? 0)));
  return {
    totalBytes: total,
    freeBytes: free,
    availableBytes: available ?? estimate(),
    isEstimated: available === undefined,
    cacheBytes,
    swapTotalBytes: bytesOf('SwapTotal:') ?? 0,
    swapFreeBytes: bytesOf('SwapFree:') ?? 0,
  };
}

/** Opens `<procRoot>/meminfo` on the first read. */
export function createMeminfoReader(procRoot: string): { read(): Meminfo; close(): void } {
  const file = new KernelFile(join(procRoot, 'meminfo'));
  const places = new LinePlaces(KEYS);
  return { read: () => parseMeminfo(file.path, file.read(), places), close: () => file.close() };
}
