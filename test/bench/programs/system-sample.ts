import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessUsage } from '../../../src/recordings/agent-usage.ts';
import { systemClock } from '../../../src/recordings/clock.ts';
import { Evidence } from '../../../src/recordings/evidence.ts';
import { Sampling } from '../../../src/recordings/sampling.ts';
import { SystemSeries } from '../../../src/recordings/system-series.ts';
import { createSystemSampler } from '../../../src/samplers/system.ts';
import { answerBatches } from './cpu-batches.ts';

// What a recording does for one sample of the system: read the kernel, parse, compute, store. The differences
// are taken from a snapshot of a second ago, as a recording of that interval does; from the one just before
// there would be nothing to compute.

const [procRoot = '/proc', sysRoot = '/sys'] = process.argv.slice(2);
/** Memory as of a recording that is an hour old; older chunks are let go of. */
const KEPT_SAMPLES = 3600;

const system = createSystemSampler(procRoot, sysRoot);
const sampling = new Sampling(systemClock, system, procRoot);
const series = new SystemSeries(sampling.layout);
const evidence = new Evidence(new ProcessUsage());

let tickNumber = 0;
const baseline = sampling.tick(tickNumber);
evidence.begin(baseline, undefined);
// A tree of files has its next second beside it.
if (procRoot !== '/proc') copyFileSync(join(procRoot, 'stat.later'), join(procRoot, 'stat'));
await new Promise((resolve) => setTimeout(resolve, 1000));

await answerBatches(() => {
  const tick = sampling.tick(++tickNumber);
  series.append(tick.since(baseline.system));
  evidence.sample(tick, 0);
  series.forgetBefore(series.length - KEPT_SAMPLES);
});
