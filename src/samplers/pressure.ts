import { createPressureReader, type PressureResource } from '../proc/pressure.ts';
import { HUNDREDTHS } from './column.ts';
import type { Sampler } from './sampler.ts';

/** Share of the time in which at least one task waited for the resource, from /proc/pressure/<resource>. */
export function createPressureSampler(procRoot: string, resource: PressureResource): Sampler<number> {
  const reader = createPressureReader(procRoot, resource);
  return {
    name: `pressure.${resource}`,
    columns: [{ path: ['pressure', resource], unit: 'percent', storage: HUNDREDTHS, detail: true }],
    read: () => reader.read(),
    write(before, after, { elapsedMs }, row, offset) {
      if (before === undefined) return;
      const stalledMs = Math.max(0, after - before) / 1000;
      // The kernel brings the counter up to date in steps of its own, so a short interval may see more than itself.
      row[offset] = Math.min(100, (stalledMs * 100) / elapsedMs);
    },
    close: () => reader.close(),
  };
}
