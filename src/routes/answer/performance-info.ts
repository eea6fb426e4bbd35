import type { HostFacts } from '../../host/facts.ts';
import type { MemberHistory } from '../../recordings/member-tracks.ts';
import type { MachineState } from '../../recordings/recording.ts';
import type { Rows } from '../../recordings/sample-table.ts';
import type { DiskView, SystemView } from '../../recordings/system-series.ts';
import type { Column } from '../../samplers/column.ts';
import { CORE_SCALE, CORE_UNKNOWN } from '../../samplers/cpu.ts';
import { DISK_COLUMNS } from '../../samplers/disk-io.ts';
import { PROCESS_COLUMNS } from '../../samplers/process.ts';
import { type Json, numberSeries, type Series, textSeries } from './json-stream.ts';
import { formatOf, memorySize, type SizeUnits } from './units.ts';

/** What the client wants to see, and how. */
export interface View {
  readonly sizes: SizeUnits;
  readonly isFlat: boolean;
  readonly isFull: boolean;
}

/** Everything an answer says of the machine that is not a series. */
export interface Machine {
  readonly facts: HostFacts;
  readonly state: MachineState;
}

type JsonObject = { [key: string]: Json };

/** The contract's PerformanceInfo of the system. */
export function systemInfo(
  columns: readonly Column[],
  samples: SystemView,
  machine: Machine,
  view: View,
): JsonObject {
  const series = seriesTree(columns, (index) => samples.column(index), view);
  const io = series.io as JsonObject;
  if (view.isFull) io.devices = samples.disks.map((disk) => diskInfo(disk, view.sizes));
  return withMachine(series, coreSeries(samples), machine, view);
}

/** The contract's PerformanceInfo of a service's processes. */
export function processInfo(
  samples: Rows,
  members: readonly MemberHistory[],
  machine: Machine,
  view: View,
): JsonObject {
  const series = seriesTree(PROCESS_COLUMNS, (index) => samples.column(index), view);
  if (view.isFull) series.pids = members.map((member) => memberInfo(member, machine.facts, view.sizes));
  return withMachine(series, [], machine, view);
}

function seriesTree(
  columns: readonly Column[],
  values: (index: number) => Iterable<number>,
  view: View,
): JsonObject {
  const root: JsonObject = {};
  for (const [index, column] of columns.entries()) {
    if (column.detail && !view.isFull) continue;
    let parent = root;
    for (const key of column.path.slice(0, -1)) {
      parent[key] ??= {};
      parent = parent[key] as JsonObject;
    }
    parent[column.path.at(-1) as string] = numberSeries(
      () => values(index),
      formatOf(column.unit, view.sizes),
    );
  }
  return root;
}

/** Both sides have one shape: what is known of the machine is told on each. */
function withMachine(series: JsonObject, cores: Json, { facts, state }: Machine, view: View): JsonObject {
  const { cpu, memory, ...others } = series;
  const { percent, modes } = cpu as JsonObject;
  return {
    cpu: {
      percent,
      coreNum: known(state.coresOnline),
      corePercent: cores,
      architecture: facts.cpu.architecture,
      model: facts.cpu.model,
      MHz: facts.cpu.mhz,
      modes,
    },
    memory: {
      ...(memory as JsonObject),
      total: known(memorySize(state.memoryTotalBytes, view.sizes)),
    },
    ...others,
    disk: state.filesystems.map(({ mountPoint, device, fsType, percent: used, ...filesystem }) => ({
      mountPoint,
      device,
      fsType,
      total: sizeOf(filesystem.totalBytes, view.sizes),
      used: sizeOf(filesystem.usedBytes, view.sizes),
      free: sizeOf(filesystem.freeBytes, view.sizes),
      percent: used === undefined ? null : Math.round(used * 100) / 100,
      stuck: filesystem.stuck || undefined,
    })),
    platform: { ...facts.platform },
  };
}

function coreSeries({ cores }: SystemView): Series {
  const texts: string[] = [];
  const text = (stored: number): string => {
    if (stored === CORE_UNKNOWN) return 'null';
    texts[stored] ??= String(stored / CORE_SCALE);
    return texts[stored];
  };
  return textSeries(cores, (row) => {
    let list = '';
    let isKnown = row.length === 0;
    for (const stored of row) {
      if (stored !== CORE_UNKNOWN) isKnown = true;
      list += list === '' ? text(stored) : `,${text(stored)}`;
    }
    return isKnown ? `[${list}]` : 'null';
  });
}

function diskInfo(disk: DiskView, sizes: SizeUnits): JsonObject {
  const info: JsonObject = { name: disk.name };
  for (const [index, column] of DISK_COLUMNS.entries()) {
    const values = function* () {
      for (let missing = 0; missing < disk.missingBefore; missing++) yield Number.NaN;
      yield* disk.rows.column(index);
    };
    info[column.path[0] as string] = numberSeries(values, formatOf(column.unit, sizes));
  }
  return info;
}

function memberInfo(member: MemberHistory, facts: HostFacts, sizes: SizeUnits): JsonObject {
  return {
    pid: member.pid,
    name: member.name,
    firstSample: member.firstSample,
    lastSample: member.lastSample,
    cpuSeconds: member.ticks / facts.ticksPerSecond,
    peakResident: memorySize(member.peakResidentPages * facts.pageSizeBytes, sizes),
  };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function sizeOf(bytes: number | undefined, sizes: SizeUnits): number | null {
  return bytes === undefined ? null : memorySize(bytes, sizes);
}
