import { createDiskstatsReader, type DiskCounters, SECTOR_BYTES } from '../proc/diskstats.ts';
import { Accumulator } from './accumulator.ts';
import { type Column, HUNDREDTHS, type Unit, WIDE } from './column.ts';
import { DeviceChoice } from './device-choice.ts';
import { chooseLeafDisks } from './leaf-disks.ts';
import type { Sampler } from './sampler.ts';

/** Indices into a disk's accumulated counters. The sums of all disks have the same order. */
const READ_BYTES = 0;
const WRITE_BYTES = 1;
const READ_COUNT = 2;
const WRITE_COUNT = 3;
const READ_MS = 4;
const WRITE_MS = 5;
const BUSY_MS = 6;
const COUNTERS = 7;

export interface DiskIoReading {
  readonly totals: readonly number[];
  /** By device name, in the kernel's order. */
  readonly disks: ReadonlyMap<string, readonly number[]>;
  /** How often counters have gone backwards since the agent began. */
  readonly resets: number;
}

const counterColumns: readonly Column[] = [
  { path: ['io', 'readSize'], unit: 'io', storage: WIDE, detail: false },
  { path: ['io', 'writeSize'], unit: 'io', storage: WIDE, detail: false },
  { path: ['io', 'readCount'], unit: 'count', storage: WIDE, detail: false },
  { path: ['io', 'writeCount'], unit: 'count', storage: WIDE, detail: false },
];

/** What is kept of each single disk, in the order of `diskRow`. */
export const DISK_COLUMNS: readonly Column[] = [
  ...(['readSize', 'writeSize'] as const).map((name) => diskColumn(name, 'io', WIDE)),
  ...(['readCount', 'writeCount'] as const).map((name) => diskColumn(name, 'count', WIDE)),
  diskColumn('utilization', 'percent', HUNDREDTHS),
  diskColumn('readLatency', 'milliseconds', HUNDREDTHS),
  diskColumn('writeLatency', 'milliseconds', HUNDREDTHS),
];

const NOTHING_KNOWN: readonly number[] = DISK_COLUMNS.map(() => Number.NaN);

function diskColumn(name: string, unit: Unit, storage: Column['storage']): Column {
  return { path: [name], unit, storage, detail: true };
}

/** Bytes and operations of all leaf disks together, from /proc/diskstats; cumulative and never falling. */
export function createDiskIoSampler(procRoot: string, sysRoot: string): Sampler<DiskIoReading> {
  const reader = createDiskstatsReader(procRoot);
  const choice = new DeviceChoice((names) => chooseLeafDisks(sysRoot, names));
  const sums = new Accumulator(COUNTERS, [READ_MS, WRITE_MS, BUSY_MS]);
  const counters: number[] = new Array(COUNTERS).fill(0);
  return {
    name: 'io',
    columns: counterColumns,
    read() {
      const disks = new Map<string, readonly number[]>();
      sums.begin();
      for (const disk of choice.select((isWanted) => reader.read(isWanted))) {
        writeCounters(disk, counters);
        disks.set(disk.name, sums.add(disk.name, counters).slice());
      }
      sums.end();
      return { totals: sums.totals.slice(), disks, resets: sums.resets };
    },
    write(_before, { totals }, _between, row, offset) {
      copyIo(totals, row, offset);
    },
    close: () => reader.close(),
  };
}

function writeCounters(disk: DiskCounters, counters: number[]): void {
  counters[READ_BYTES] = disk.readSectors * SECTOR_BYTES;
  counters[WRITE_BYTES] = disk.writeSectors * SECTOR_BYTES;
  counters[READ_COUNT] = disk.readCount;
  counters[WRITE_COUNT] = disk.writeCount;
  counters[READ_MS] = disk.readMs;
  counters[WRITE_MS] = disk.writeMs;
  counters[BUSY_MS] = disk.busyMs;
}

/** Bytes and operations, read and written. */
function copyIo(counters: readonly number[], row: number[], offset: number): void {
  for (let index = READ_BYTES; index <= WRITE_COUNT; index++) {
    row[offset + index] = counters[index] as number;
  }
}

/** `DISK_COLUMNS` of one disk between two readings; latency is NaN where no operation ended. */
export function diskRow(
  before: readonly number[] | undefined,
  after: readonly number[],
  elapsedMs: number,
): number[] {
  const row = NOTHING_KNOWN.slice();
  copyIo(after, row, 0);
  if (before === undefined) return row;
  const delta = (index: number): number => (after[index] as number) - (before[index] as number);
  row[4] = Math.min(100, (delta(BUSY_MS) * 100) / elapsedMs);
  if (delta(READ_COUNT) > 0) row[5] = delta(READ_MS) / delta(READ_COUNT);
  if (delta(WRITE_COUNT) > 0) row[6] = delta(WRITE_MS) / delta(WRITE_COUNT);
  return row;
}
