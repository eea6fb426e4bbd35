import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { LineHeads } from './line-heads.ts';
import { Scanner } from './scanner.ts';

/** A sector of diskstats is 512 bytes whatever the device's own sector size (block/genhd.c, diskstats_show). */
export const SECTOR_BYTES = 512;

/** One line of /proc/diskstats, Documentation/admin-guide/iostats.rst. Counters since the device appeared. */
export interface DiskCounters {
  readonly name: string;
  readonly readCount: number;
  readonly readSectors: number;
  /** Milliseconds that all reads spent, queueing included. */
  readonly readMs: number;
  readonly writeCount: number;
  readonly writeSectors: number;
  readonly writeMs: number;
  /** Milliseconds during which at least one request was in flight. */
  readonly busyMs: number;
}

/**
 * The lines whose device `isWanted` accepts, in the file's order. Partitions of kernels before 2.6.25 are left out:
 * they have four counters only, and no whole disk has. `heads` are those of the reading before.
 * @throws ParseError when a line has fewer than the eleven counters of Linux 2.6, or holds no numbers
 */
export function parseDiskstats(
  path: string,
  bytes: Buffer,
  isWanted: (name: string) => boolean = () => true,
  heads = new LineHeads(),
): DiskCounters[] {
  const scanner = new Scanner(path, bytes);
  heads.rewind();
  const disks: DiskCounters[] = [];
  while (!scanner.atEnd) {
    const name = heads.next(scanner, readName);
    if (isWanted(name)) {
      const counters = readCounters(scanner, name);
      if (counters !== undefined) disks.push(counters);
    }
    scanner.nextLine();
  }
  return disks;
}

/** Passes over the device's two numbers and its name. */
function readName(scanner: Scanner): string {
  scanner.skipWords(2);
  const name = scanner.word();
  if (name === '') throw scanner.unexpected();
  return name;
}

/** Undefined for the short line of an old kernel's partition. */
function readCounters(scanner: Scanner, name: string): DiskCounters | undefined {
  const readCount = scanner.uint();
  scanner.uint(); // merged
  const readSectors = scanner.uint();
  const readMs = scanner.uint();
  if (scanner.atLineEnd) return undefined;
  const writeCount = scanner.uint();
  scanner.uint(); // merged
  const writeSectors = scanner.uint();
  const writeMs = scanner.uint();
  scanner.uint(); // in flight
  const busyMs = scanner.uint();
  return { name, readCount, readSectors, readMs, writeCount, writeSectors, writeMs, busyMs };
}

/** Opens `<procRoot>/diskstats` on the first read. */
export function createDiskstatsReader(procRoot: string): {
  read(isWanted: (name: string) => boolean): DiskCounters[];
  close(): void;
} {
  const file = new KernelFile(join(procRoot, 'diskstats'));
  const heads = new LineHeads();
  return {
    read: (isWanted) => parseDiskstats(file.path, file.read(), isWanted, heads),
    close: () => file.close(),
  };
}
