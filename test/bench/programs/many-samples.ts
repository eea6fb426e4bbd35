import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { encodeInChunks } from '../../../src/routes/answer/json-stream.ts';
import { recordingAnswer } from '../../../src/routes/answer/recording-answer.ts';
import { parseSelector } from '../../../src/samplers/selector.ts';
import { createSystemSampler } from '../../../src/samplers/system.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createBenchRecorder } from './bench-recorder.ts';

// An agent's day in a minute: many-samples.js SERVICE. For a line with a number of samples it takes that many at 1 s,
// of the always-on sampler and of recordings of ten minutes that are begun, ended, answered and forgotten; then says
// what the process holds, with everything collected that can be.

const [service = ''] = process.argv.slice(2);
const RECORDING_SECONDS = 600;

const clock = new FakeClock();
const recorder = createBenchRecorder(clock, '/proc');
const { columns } = createSystemSampler('/proc', '/sys');
const facts = {
  cpu: { architecture: 'x86_64', model: 'Bench', mhz: 'Unknown' },
  platform: { version: '', hostname: 'bench', system: 'Linux', release: '', distribution: '' },
  ticksPerSecond: 100,
  problems: [],
  pageSizeBytes: 4096,
};
const view = { sizes: 'legacy', isFlat: false, isFull: true } as const;
let recordings = 0;

async function record(): Promise<void> {
  const hash = `bench-${recordings++}`;
  const begun = recorder.start({
    hash,
    durationMs: RECORDING_SECONDS * 1000,
    intervalMs: 1000,
    selector: parseSelector(service),
    withChildren: true,
  });
  // A start waits for its instant of the grid.
  clock.advance(100);
  await begun;
  clock.advance(RECORDING_SECONDS * 1000 - 100);
  const recording = await recorder.stop(hash);
  const answer = recordingAnswer(recording, { columns, facts, machineNow: recorder.machine, view, from: 0 });
  for await (const chunk of encodeInChunks(answer)) if (chunk === '') break;
  recorder.markFetched(recording);
}

for await (const line of createInterface({ input: process.stdin })) {
  for (let taken = 0; taken < Number(line); taken += RECORDING_SECONDS) await record();
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss: residentBytes, heapUsed, arrayBuffers } = process.memoryUsage();
  const descriptors = readdirSync('/proc/self/fd').length;
  console.log(JSON.stringify({ residentBytes, heldBytes: heapUsed + arrayBuffers, descriptors }));
}
