import type { Clock } from '../../../src/recordings/clock.ts';
import { Recorder } from '../../../src/recordings/recorder.ts';
import { createMemoryStore, type RecordingStore } from '../../../src/recordings/store.ts';
import { createSystemSampler } from '../../../src/samplers/system.ts';

/** A recorder that samples already, on any tree of kernel files and any clock, with room for whatever is measured. */
export function createBenchRecorder(
  clock: Clock,
  procRoot: string,
  store: RecordingStore = createMemoryStore(),
): Recorder {
  const recorder = new Recorder({
    clock,
    system: createSystemSampler(procRoot, '/sys'),
    procRoot,
    store,
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
  return recorder;
}
