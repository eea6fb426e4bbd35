import type { BenchCase } from '../harness/bench-case.ts';
import { growth } from './growth.ts';
import { idle } from './idle.ts';
import { lateness } from './lateness.ts';
import { longRecording } from './long-recording.ts';
import { manySamples } from './many-samples.ts';
import { processMatching } from './process-matching.ts';
import { processSample } from './process-sample.ts';
import { realTime } from './real-time.ts';
import { systemSample } from './system-sample.ts';
import { thousandRecordings } from './thousand-recordings.ts';

/** Every case, in the order in which they run. */
export const benchCases: readonly BenchCase[] = [
  systemSample,
  processSample,
  processMatching,
  thousandRecordings,
  longRecording,
  realTime,
  lateness,
  idle,
  manySamples,
  growth,
];
