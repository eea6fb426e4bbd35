import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { Scanner } from './scanner.ts';

/** The lines of /proc/meminfo that are wanted; each is a whole number of KiB (the file says "kB"). */
const KEYS = {
  MemTotal: 'totalBytes',
  MemFree: 'freeBytes',
  MemAvailable: 'availableBytes',
  Buffers: 'buffersBytes',
  Cached: 'cachedBytes',
  SwapTotal: 'swapTotalBytes',
  SwapFree: 'swapFreeBytes',
  Shmem: 'sharedBytes',
  SReclaimable: 'reclaimableBytes',
} as const;

const NAMES = Object.keys(KEYS) as (keyof typeof KEYS)[];

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

/** @throws ParseError when MemTotal or MemFree is missing, or a line is not a number */
export function parseMeminfo(path: string, bytes: Buffer): Meminfo {
  const scanner = new Scanner(path, bytes);
  const found: Partial<Record<(typeof KEYS)[keyof typeof KEYS], number>> = {};
  let missing = NAMES.length;
  // The wanted lines stand in the file's first half: stop when all were seen.
  while (missing > 0 && !scanner.atEnd) {
    const name = wantedName(bytes, scanner.position);
    if (name !== undefined) {
      scanner.position += name.length + 1;
      found[KEYS[name]] = scanner.uint() * 1024;
      missing--;
    }
    scanner.nextLine();
  }
  scanner.position = 0;
  const { totalBytes, freeBytes } = found;
  if (totalBytes === undefined || freeBytes === undefined) throw scanner.unexpected();
  const cacheBytes = (found.buffersBytes ?? 0) + (found.cachedBytes ?? 0) + (found.reclaimableBytes ?? 0);
  const estimate = Math.min(
    totalBytes,
    Math.max(freeBytes, freeBytes + cacheBytes - (found.sharedBytes ?? 0)),
  );
  return {
    totalBytes,
    freeBytes,
    availableBytes: found.availableBytes ?? estimate,
    isEstimated: found.availableBytes === undefined,
    cacheBytes,
    swapTotalBytes: found.swapTotalBytes ?? 0,
    swapFreeBytes: found.swapFreeBytes ?? 0,
  };
}

const COLON = 58;

function wantedName(bytes: Buffer, at: number): keyof typeof KEYS | undefined {
  for (const name of NAMES) {
    if (bytes[at + name.length] === COLON && startsWith(bytes, at, name)) return name;
  }
  return undefined;
}

function startsWith(bytes: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Opens `<procRoot>/meminfo` on the first read. */
export function createMeminfoReader(procRoot: string): { read(): Meminfo; close(): void } {
  const file = new KernelFile(join(procRoot, 'meminfo'));
  return { read: () => parseMeminfo(file.path, file.read()), close: () => file.close() };
}
