import { ProcessTable } from '../../../src/samplers/process-table.ts';
import { parseSelector } from '../../../src/samplers/selector.ts';
import { Service } from '../../../src/samplers/service.ts';
import { answerBatches } from './cpu-batches.ts';

// What it costs to know at each tick which processes have a name: process-matching.js PROCFS NAME EXPECTED.
// Every tick is a second of made-up time later, and the kernel says that tasks were created meanwhile.

const [procRoot = '/proc', name = '', expected] = process.argv.slice(2);
const table = new ProcessTable(procRoot);
let atMs = 0;
let forks = 0;
table.refresh(atMs, forks, true);
const service = new Service(table, parseSelector(name), false, atMs);

await answerBatches(() => {
  atMs += 1000;
  table.refresh(atMs, ++forks);
  if (service.size !== Number(expected)) throw new Error(`found ${service.size} processes called ${name}`);
});
