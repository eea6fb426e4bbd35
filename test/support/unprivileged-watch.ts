/** Run as another user: says in one line of JSON what it sees of the processes that a selector matches. */
import { createStatReader } from '../../src/proc/stat.ts';
import { PROCESS_COLUMNS, processRow } from '../../src/samplers/process.ts';
import { ProcessTable } from '../../src/samplers/process-table.ts';
import { parseSelector } from '../../src/samplers/selector.ts';
import { Service } from '../../src/samplers/service.ts';

const UNITS = { ticksPerSecond: 100, pageSizeBytes: 4096, memoryTotalBytes: 2 ** 30 };

const table = new ProcessTable('/proc');
const { forks } = createStatReader('/proc').read();
table.refresh(0, forks, true);
const service = new Service(table, parseSelector(process.argv[2] ?? ''), false, 0);
const before = service.read(0);
const after = service.read(1000);
const row = processRow(before, after, UNITS);
const { ioForbidden, filesForbidden, members, residentPages } = after;
console.log(
  JSON.stringify({
    uid: process.getuid?.(),
    pids: members.map(({ process: { pid } }) => pid),
    ioForbidden,
    filesForbidden,
    residentPages,
    // NaN is null in JSON, as in an answer.
    row: Object.fromEntries(PROCESS_COLUMNS.map(({ path }, index) => [path.join('.'), row[index]])),
  }),
);
