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
 */
export function processRow(
  before: Pick<ServiceReading, 'atMs' | 'ticks'>,
  after: ServiceReading,
  units: ProcessUnits,
): number[] {
  const elapsedTicks = ((after.atMs - before.atMs) / 1000) * units.ticksPerSecond;
  const residentBytes = after.residentPages * units.pageSizeBytes;
  const mayReadIo = after.ioForbidden === 0;
  return [
    elapsedTicks < 1 ? Number.NaN : ((after.ticks - before.ticks) * 100) / elapsedTicks,
    (residentBytes * 100) / units.memoryTotalBytes,
    residentBytes,
    mayReadIo ? after.readBytes : Number.NaN,
    mayReadIo ? after.writeBytes : Number.NaN,
    mayReadIo ? after.readCount : Number.NaN,
    mayReadIo ? after.writeCount : Number.NaN,
    after.members.length,
    after.threads,
    after.filesForbidden > 0 ? Number.NaN : after.openFiles,
    after.contextSwitches,
  ];
}
