import type { Meminfo } from '../proc/meminfo.ts';
import { PRESSURE_RESOURCES } from '../proc/pressure.ts';
import type { Stat } from '../proc/stat.ts';
import type { Column } from './column.ts';
import { corePercents, createCpuSampler } from './cpu.ts';
import { createDiskIoSampler, type DiskIoReading, diskRow } from './disk-io.ts';
import { createLoadSampler } from './load.ts';
import { createMemorySampler } from './memory.ts';
import { createNetworkSampler, type NetworkReading } from './network.ts';
import { createPressureSampler } from './pressure.ts';
import type { Sampler } from './sampler.ts';

/** Why a sampler gave nothing at one tick. */
export interface Unreadable {
  /** The sampler's name, such as `pressure.io`. */
  readonly what: string;
  readonly reason: string;
}

/** Everything read from the kernel at one tick. Shared by all recordings that are due at it; never changed. */
export interface SystemSnapshot {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  /** One a sampler, in order; undefined where reading failed. */
  readonly readings: readonly unknown[];
  readonly unreadable: readonly Unreadable[];
  readonly stat: Stat | undefined;
  readonly memory: Meminfo | undefined;
  readonly diskIo: DiskIoReading | undefined;
  /** Device counters that went backwards, since the agent began. */
  readonly counterResets: number;
}

/** What lies between two snapshots. */
export interface SystemRow {
  /** In the order of `columns`; NaN is unknown. */
  readonly values: readonly number[];
  /** Hundredths of a percent by CPU number, see `CORE_UNKNOWN`. */
  readonly corePercents: readonly number[];
  /** By device name: `DISK_COLUMNS`. */
  readonly disks: ReadonlyMap<string, readonly number[]>;
}

export interface SystemSampler {
  readonly columns: readonly Column[];
  /** Reads the kernel. Never throws: what fails is missing from the snapshot and named in it. */
  take(atMs: number): SystemSnapshot;
  difference(before: SystemSnapshot, after: SystemSnapshot): SystemRow;
  close(): void;
}

/** The list of what is sampled about the system: to add a metric, write its sampler and name it here. */
export function createSystemSampler(procRoot: string, sysRoot: string): SystemSampler {
  const cpu = createCpuSampler(procRoot);
  const memory = createMemorySampler(procRoot);
  const diskIo = createDiskIoSampler(procRoot, sysRoot);
  const network = createNetworkSampler(procRoot, sysRoot);
  const samplers: readonly Sampler<unknown>[] = [
    cpu,
    memory,
    diskIo,
    network,
    createLoadSampler(procRoot),
    ...PRESSURE_RESOURCES.map((resource) => createPressureSampler(procRoot, resource)),
  ];
  const columns = samplers.flatMap((sampler) => sampler.columns);
  const nothingKnown: readonly number[] = columns.map(() => Number.NaN);
  // As last read: a tick at which the devices cannot be read takes nothing back.
  let diskResets = 0;
  let networkResets = 0;
  const readingOf = <Reading>(readings: readonly unknown[], sampler: Sampler<Reading>): Reading | undefined =>
    readings[samplers.indexOf(sampler)] as Reading | undefined;

  return {
    columns,
    take(atMs) {
      const unreadable: Unreadable[] = [];
      const readings = samplers.map((sampler) => readOrNote(sampler, unreadable));
      const diskReading = readingOf(readings, diskIo);
      const networkReading: NetworkReading | undefined = readingOf(readings, network);
      diskResets = diskReading?.resets ?? diskResets;
      networkResets = networkReading?.resets ?? networkResets;
      return {
        atMs,
        readings,
        unreadable,
        stat: readingOf(readings, cpu),
        memory: readingOf(readings, memory),
        diskIo: diskReading,
        counterResets: diskResets + networkResets,
      };
    },
    difference(before, after) {
      const elapsedMs = Math.max(after.atMs - before.atMs, Number.EPSILON);
      const values = nothingKnown.slice();
      const between = { elapsedMs };
      let offset = 0;
      for (let index = 0; index < samplers.length; index++) {
        const sampler = samplers[index] as Sampler<unknown>;
        const reading = after.readings[index];
        if (reading !== undefined) {
          sampler.write(before.readings[index], reading, between, values, offset);
        }
        offset += sampler.columns.length;
      }
      return {
        values,
        corePercents: after.stat ? corePercents(before.stat, after.stat) : [],
        disks: diskRows(before.diskIo, after.diskIo, elapsedMs),
      };
    },
    close() {
      for (const sampler of samplers) sampler.close();
    },
  };
}

function readOrNote(sampler: Sampler<unknown>, unreadable: Unreadable[]): unknown {
  try {
    return sampler.read();
  } catch (error) {
    unreadable.push({ what: sampler.name, reason: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function diskRows(
  before: DiskIoReading | undefined,
  after: DiskIoReading | undefined,
  elapsedMs: number,
): ReadonlyMap<string, readonly number[]> {
  const rows = new Map<string, readonly number[]>();
  for (const [name, counters] of after?.disks ?? []) {
    rows.set(name, diskRow(before?.disks.get(name), counters, elapsedMs));
  }
  return rows;
}
