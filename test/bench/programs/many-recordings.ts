import { parseSelector } from '../../../src/samplers/selector.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createBenchRecorder } from './bench-recorder.ts';
import { answerBatches } from './cpu-batches.ts';

// A second in the life of an agent with many recordings at 1 s: many-recordings.js COUNT [SERVICE…]. They begin
// evenly over a second, as those of many clients would, so that few of them share a tick.

const [count, ...services] = process.argv.slice(2);
const INTERVAL_MS = 1000;
const DURATION_MS = 7 * 86_400_000;

const clock = new FakeClock();
const recorder = createBenchRecorder(clock, '/proc');
const starts: Promise<unknown>[] = [];
for (let index = 0; index < Number(count); index++) {
  const service = services[index % services.length];
  starts.push(
    recorder.start({
      hash: `bench-${index}`,
      durationMs: DURATION_MS,
      intervalMs: INTERVAL_MS,
      selector: service === undefined ? undefined : parseSelector(service),
      withChildren: false,
    }),
  );
  // Recordings with one service are spread over the second too.
  clock.advance(INTERVAL_MS / Number(count));
}
clock.advance(INTERVAL_MS);
await Promise.all(starts);

await answerBatches(() => clock.advance(1000));
