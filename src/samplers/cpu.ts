import { CPU_FIELD_COUNT, CPU_FIELDS, createStatReader, type Stat } from '../proc/stat.ts';
import { type Column, HUNDREDTHS } from './column.ts';
import type { Sampler } from './sampler.ts';

const IDLE = CPU_FIELDS.indexOf('idle');
const IOWAIT = CPU_FIELDS.indexOf('iowait');

/** A core's share is kept as hundredths of a percent in two bytes; this one says that it is not known. */
export const CORE_UNKNOWN = 0xffff;
export const CORE_SCALE = 100;

const percentColumn = (path: string[], detail: boolean): Column => ({
  path,
  unit: 'percent',
  storage: HUNDREDTHS,
  detail,
});

/** Busy share of all CPUs, and the share of each mode, from /proc/stat. Shares are of the CPUs' own time. */
export function createCpuSampler(procRoot: string): Sampler<Stat> {
  const reader = createStatReader(procRoot);
  const deltas: number[] = new Array(CPU_FIELD_COUNT).fill(0);
  return {
    name: 'cpu',
    columns: [
      percentColumn(['cpu', 'percent'], false),
      ...CPU_FIELDS.map((field) => percentColumn(['cpu', 'modes', field], true)),
    ],
    read: () => reader.read(),
    write(before, after, _between, row, offset) {
      if (before === undefined) return;
      const total = systemDifferences(before, after, deltas);
      if (total === 0) return;
      row[offset] = busyPercent(deltas, total);
      for (let field = 0; field < CPU_FIELD_COUNT; field++) {
        row[offset + 1 + field] = ((deltas[field] as number) * 100) / total;
      }
    },
    close: () => reader.close(),
  };
}

/**
 * What all CPUs spent in each mode. While a CPU is offline the kernel takes its idle time from another clock
 * (fs/proc/stat.c, get_idle_time), so the line of all CPUs leaps when one goes or comes, by hours maybe: across
 * such a change only those are added up that were online at both ends. Else the line itself is the more exact.
 */
function systemDifferences(before: Stat, after: Stat, into: number[]): number {
  if (hasSameCpus(before, after)) return differences(before.totalTicks, 0, after.totalTicks, 0, into);
  const ofOne: number[] = new Array(CPU_FIELD_COUNT).fill(0);
  let total = 0;
  into.fill(0);
  forEachCommonCpu(before, after, (_number, from, to) => {
    total += differences(before.cpuTicks, from, after.cpuTicks, to, ofOne);
    for (let field = 0; field < CPU_FIELD_COUNT; field++) {
      into[field] = (into[field] as number) + (ofOne[field] as number);
    }
  });
  return total;
}

function hasSameCpus(before: Stat, after: Stat): boolean {
  const { length } = after.cpuNumbers;
  if (before.cpuNumbers.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (before.cpuNumbers[index] !== after.cpuNumbers[index]) return false;
  }
  return true;
}

/** Calls back with the number of each CPU that is in both, and where its fields begin in either. */
function forEachCommonCpu(
  before: Stat,
  after: Stat,
  visit: (number: number, beforeOffset: number, afterOffset: number) => void,
): void {
  let earlier = 0;
  for (let index = 0; index < after.cpuNumbers.length; index++) {
    const number = after.cpuNumbers[index] as number;
    while (earlier < before.cpuNumbers.length && (before.cpuNumbers[earlier] as number) < number) earlier++;
    if (before.cpuNumbers[earlier] !== number) continue;
    visit(number, earlier * CPU_FIELD_COUNT, index * CPU_FIELD_COUNT);
  }
}

/**
 * Busy share of each CPU by its number, in hundredths of a percent; `CORE_UNKNOWN` for a CPU that was offline
 * at either end. As long as the highest number that is online now, plus one.
 */
export function corePercents(before: Stat | undefined, after: Stat): number[] {
  const numbers = after.cpuNumbers;
  const width = numbers.length === 0 ? 0 : (numbers[numbers.length - 1] as number) + 1;
  const percents: number[] = [];
  while (percents.length < width) percents.push(CORE_UNKNOWN);
  if (before === undefined) return percents;
  forEachCommonCpu(before, after, (number, from, to) => {
    percents[number] = busyHundredths(before.cpuTicks, from, after.cpuTicks, to);
  });
  return percents;
}

function busyHundredths(
  before: readonly number[],
  beforeOffset: number,
  after: readonly number[],
  afterOffset: number,
): number {
  let total = 0;
  let idle = 0;
  for (let field = 0; field < CPU_FIELD_COUNT; field++) {
    const delta = Math.max(
      0,
      (after[afterOffset + field] as number) - (before[beforeOffset + field] as number),
    );
    total += delta;
    if (field === IDLE || field === IOWAIT) idle += delta;
  }
  return total === 0 ? CORE_UNKNOWN : Math.round(((total - idle) * 100 * CORE_SCALE) / total);
}

/** idle, iowait and steal may step backwards (proc_stat(5)): each field's difference is 0 at the least. */
function differences(
  before: readonly number[],
  beforeOffset: number,
  after: readonly number[],
  afterOffset: number,
  into: number[],
): number {
  let total = 0;
  for (let field = 0; field < CPU_FIELD_COUNT; field++) {
    const delta = Math.max(
      0,
      (after[afterOffset + field] as number) - (before[beforeOffset + field] as number),
    );
    into[field] = delta;
    total += delta;
  }
  return total;
}

function busyPercent(deltas: readonly number[], total: number): number {
  return ((total - (deltas[IDLE] as number) - (deltas[IOWAIT] as number)) * 100) / total;
}
