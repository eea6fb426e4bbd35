import { createTableLayout, packRow, SampleTable } from '../../../src/recordings/sample-table.ts';
import { PROCESS_COLUMNS, processRow } from '../../../src/samplers/process.ts';
import { ProcessTable } from '../../../src/samplers/process-table.ts';
import { parseSelector } from '../../../src/samplers/selector.ts';
import { Service } from '../../../src/samplers/service.ts';
import { answerBatches } from './cpu-batches.ts';

// What a recording does for one sample of a service of one process: process-sample.js PID INTERVAL-MS. Time is
// made up: the agent looks at a process's open files and context switches once a second only.

const [pid, intervalMs] = process.argv.slice(2);
/** Memory as of a recording of that many samples; older chunks are let go of. */
const KEPT_SAMPLES = 3600;
const units = { ticksPerSecond: 100, pageSizeBytes: 4096, memoryTotalBytes: 2 ** 34 };
const NO_FORKS = 0;
const NO_CORES: readonly number[] = [];

const table = new ProcessTable('/proc');
table.refresh(0, NO_FORKS, true);
const service = new Service(table, parseSelector(`pid:${pid}`), false, 0);
const layout = createTableLayout(PROCESS_COLUMNS.map((column) => column.storage));
const series = new SampleTable(layout);

let atMs = 0;
let before = service.read(atMs);
if (before.members.length !== 1) throw new Error(`process ${pid} is not there`);

await answerBatches(() => {
  atMs += Number(intervalMs);
  table.refresh(atMs, NO_FORKS);
  const after = service.read(atMs);
  series.append(packRow(layout, processRow(before, after, units)), NO_CORES);
  series.forgetBefore(series.length - KEPT_SAMPLES);
  before = after;
});
