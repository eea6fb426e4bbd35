import type { TestContext } from 'node:test';
import { Recorder } from '../../src/recordings/recorder.ts';
import type { Recording, RecordingParameters } from '../../src/recordings/recording.ts';
import { createMemoryStore, type RecordingStore, type StoreLimits } from '../../src/recordings/store.ts';
import { parseSelector } from '../../src/samplers/selector.ts';
import { createSystemSampler, type SystemSampler } from '../../src/samplers/system.ts';
import { FakeClock } from './fake-clock.ts';
import { fixtureBytes } from './fixture-host.ts';
import { type FixtureProcesses, fixtureProcesses } from './fixture-processes.ts';

/** A recorder on a made-up machine, with a clock that the test moves. */
export interface RecorderRig {
  readonly clock: FakeClock;
  readonly host: FixtureProcesses;
  readonly recorder: Recorder;
  readonly store: RecordingStore;
  /** What the log would tell: `started a`, `finished a`, `expired a`, `failed <message>`. */
  readonly events: string[];
  /** How often the kernel was read. */
  readonly kernelReads: () => number;
  /** Starts a recording, and lets no more time pass than it takes to begin. */
  start(parameters: Partial<RecordingParameters> & { readonly hash: string }): Promise<Recording>;
}

const LONGEST_WAIT_MS = 1000;
const NO_LIMITS: StoreLimits = { maxRecordings: 1000, maxBytes: 2 ** 30, retainMs: 3_600_000 };

export function parametersOf(
  fields: Partial<RecordingParameters> & { readonly hash: string; readonly server?: string },
): RecordingParameters {
  const { server, ...others } = fields;
  const selector = server === undefined ? undefined : parseSelector(server);
  return { durationMs: 10_000, intervalMs: 1000, selector, withChildren: false, ...others };
}

export function recorderRig(t: TestContext, limits: Partial<StoreLimits> = {}): RecorderRig {
  const host = fixtureProcesses(t);
  for (const file of ['stat', 'meminfo', 'diskstats', 'loadavg', 'net/dev']) {
    host.write(`proc/${file}`, fixtureBytes(`debian-12/proc/${file}`));
  }
  const clock = new FakeClock();
  const { system, reads } = counting(createSystemSampler(host.procRoot, host.sysRoot));
  const store = createMemoryStore();
  const events: string[] = [];
  const note = (event: string) => (recording: Recording) => {
    events.push(`${event} ${recording.parameters.hash}`);
  };
  const recorder = new Recorder({
    clock,
    system,
    procRoot: host.procRoot,
    store,
    limits: { ...NO_LIMITS, ...limits },
    ticksPerSecond: 100,
    pageSizeBytes: 4096,
    filesystems: () => [],
    events: {
      started: note('started'),
      finished: note('finished'),
      expired: note('expired'),
      failed: (error) => events.push(`failed ${error instanceof Error ? error.message : error}`),
    },
  });
  recorder.begin();
  t.after(() => recorder.close());
  return {
    clock,
    host,
    recorder,
    store,
    events,
    kernelReads: reads,
    async start(fields) {
      const before = events.length;
      const started = recorder.start(parametersOf(fields));
      const hasBegun = () => events.slice(before).includes(`started ${fields.hash}`);
      for (let ms = 0; ms < LONGEST_WAIT_MS && !hasBegun(); ms++) clock.advance(ms === 0 ? 0 : 1);
      return (await started).recording;
    },
  };
}

function counting(sampler: SystemSampler): { system: SystemSampler; reads: () => number } {
  let reads = 0;
  const system: SystemSampler = {
    ...sampler,
    take(atMs) {
      reads++;
      return sampler.take(atMs);
    },
  };
  return { system, reads: () => reads };
}
