import { Recorder } from '../../../src/recordings/recorder.ts';
import { createMemoryStore } from '../../../src/recordings/store.ts';
import { createSystemSampler } from '../../../src/samplers/system.ts';
import { FastClock } from './fast-clock.ts';

/** A recorder whose hours take as long as its work, on any tree of kernel files. */
export function createBenchRecorder(
  procRoot: string,
  sysRoot: string,
): { recorder: Recorder; clock: FastClock } {
  const clock = new FastClock();
  const recorder = new Recorder({
    clock,
    system: createSystemSampler(procRoot, sysRoot),
    procRoot,
    store: createMemoryStore(),
    limits: { maxRecordings: 100_000, maxBytes: 2 ** 40, retainMs: 3_600_000 },
    ticksPerSecond: 100,
    pageSizeBytes: 4096,
    filesystems: () => [],
    events: {
      started: () => undefined,
      finished: () => undefined,
      expired: () => undefined,
      failed: (error) => {
        throw error;
      },
    },
  });
  recorder.begin();
  return { recorder, clock };
}
