import { createMeminfoReader, type Meminfo } from '../proc/meminfo.ts';
import { type Column, TEN_THOUSANDTHS, WIDE } from './column.ts';
import type { Sampler } from './sampler.ts';

const bytesColumn = (name: string, detail: boolean): Column => ({
  path: ['memory', name],
  unit: 'memory',
  storage: WIDE,
  detail,
});

/** Memory in use (total - available, as current `free` counts it), free, cached and swapped, from /proc/meminfo. */
export function createMemorySampler(procRoot: string): Sampler<Meminfo> {
  const reader = createMeminfoReader(procRoot);
  return {
    name: 'memory',
    columns: [
      { path: ['memory', 'percent'], unit: 'percent', storage: TEN_THOUSANDTHS, detail: false },
      bytesColumn('used', false),
      bytesColumn('free', false),
      bytesColumn('swapUsed', true),
      bytesColumn('cached', true),
    ],
    read: () => reader.read(),
    write(_before, after, _between, row, offset) {
      const usedBytes = Math.max(0, after.totalBytes - after.availableBytes);
      row[offset] = (usedBytes * 100) / after.totalBytes;
      row[offset + 1] = usedBytes;
      row[offset + 2] = after.freeBytes;
      row[offset + 3] = after.swapTotalBytes - after.swapFreeBytes;
      row[offset + 4] = after.cacheBytes;
    },
    close: () => reader.close(),
  };
}
