import { createLoadavgReader, type Loadavg } from '../proc/loadavg.ts';
import { type Column, HUNDREDTHS } from './column.ts';
import type { Sampler } from './sampler.ts';

const NAMES = ['one', 'five', 'fifteen'] as const;

/** The kernel's load averages, from /proc/loadavg. */
export function createLoadSampler(procRoot: string): Sampler<Loadavg> {
  const reader = createLoadavgReader(procRoot);
  return {
    name: 'load',
    columns: NAMES.map(
      (name): Column => ({ path: ['load', name], unit: 'load', storage: HUNDREDTHS, detail: true }),
    ),
    read: () => reader.read(),
    write(_before, after, _between, row, offset) {
      row[offset] = after.one;
      row[offset + 1] = after.five;
      row[offset + 2] = after.fifteen;
    },
    close: () => reader.close(),
  };
}
