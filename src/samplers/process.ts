import { type Column, HUNDREDTHS, TEN_THOUSANDTHS, WHOLE, WIDE } from './column.ts';
import type { ServiceReading } from './service.ts';

/** What ticks and pages are on this kernel, and what a share of memory is a share of. */
export interface ProcessUnits {
  readonly ticksPerSecond: number;
  readonly pageSizeBytes: number;
  readonly memoryTotalBytes: number;
}

/** What a recording stores of its service, in the order of `processRow`. */
export const PROCESS_COLUMNS: readonly Column[] = [
  { path: ['cpu', 'percent'], unit: 'percent', storage: HUNDREDTHS, detail: false },
  { path: ['memory', 'percent'], unit: 'percent', storage: TEN_THOUSANDTHS, detail: false },
  { path: ['memory', 'used'], unit: 'memory', storage: WIDE, detail: false },
  { path: ['io', 'readSize'], unit: 'io', storage: WIDE, detail: false },
  { path: ['io', 'writeSize'], unit: 'io', storage: WIDE, detail: false },
  { path: ['io', 'readCount'], unit: 'count', storage: WIDE, detail: false },
  { path: ['io', 'writeCount'], unit: 'count', storage: WIDE, detail: false },
  { path: ['count'], unit: 'count', storage: WHOLE, detail: true },
  { path: ['threads'], unit: 'count', storage: WHOLE, detail: true },
  { path: ['openFiles'], unit: 'count', storage: WHOLE, detail: true },
  { path: ['contextSwitches'], unit: 'count', storage: WIDE, detail: true },
];

/**
 * `PROCESS_COLUMNS` between two readings of one service. CPU: 100 is one core; NaN between readings that are less than
 * a tick of the kernel's clock apart, where a single tick would be thousands of percent. NaN too where it may not be read.
 * @param row filled and answered: who stores the row at once needs no new one a sample
 */
export function processRow(
  before: Pick<ServiceReading, 'atMs' | 'ticks'>,
  after: ServiceReading,
  units: ProcessUnits,
  row: number[] = new Array(PROCESS_COLUMNS.length),
): number[] {
  const elapsedTicks = ((after.atMs - before.atMs) / 1000) * units.ticksPerSecond;
  const residentBytes = after.residentPages * units.pageSizeBytes;
  const mayReadIo = after.ioForbidden === 0;
  row[0] = elapsedTicks < 1 ? Number.NaN : ((after.ticks - before.ticks) * 100) / elapsedTicks;
  row[1] = (residentBytes * 100) / units.memoryTotalBytes;
  row[2] = residentBytes;
  row[3] = mayReadIo ? after.readBytes : Number.NaN;
  row[4] = mayReadIo ? after.writeBytes : Number.NaN;
  row[5] = mayReadIo ? after.readCount : Number.NaN;
  row[6] = mayReadIo ? after.writeCount : Number.NaN;
  row[7] = after.members.length;
  row[8] = after.threads;
  row[9] = after.filesForbidden > 0 ? Number.NaN : after.openFiles;
  row[10] = after.contextSwitches;
  return row;
}
