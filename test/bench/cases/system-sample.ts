import type { BenchCase } from '../harness/bench-case.ts';
import { FILES_BESIDE_STAT } from '../harness/fixture-trees.ts';
import { medianRatio } from '../harness/median.ts';
import { compileC, ourProgram, pythonProgram } from '../harness/programs.ts';
import { microseconds } from '../harness/quantities.ts';
import { type Measured, measureInTurns } from '../harness/rounds.ts';
import { spreadTable } from '../harness/spread-table.ts';

const FILES = ['stat', ...FILES_BESIDE_STAT].map((file) => `/proc/${file}`);

export const systemSample: BenchCase = {
  name: 'system-sample',
  describe: 'CPU time of one sample of the whole system, parsing and storing included',
  async run({ isQuick }) {
    const floor = { name: 'C, reading only', command: compileC('read-files'), args: FILES };
    const [ours, theirs, psutil] = (await measureInTurns(
      [ourProgram('system-sample'), floor, pythonProgram('psutil', 'psutil_sample', ['system'])],
      { rounds: isQuick ? 7 : 31, batchMs: isQuick ? 50 : 200 },
    )) as [Measured, Measured, Measured];
    const measured = `${microseconds(ours.median)} a sample`;
    return {
      checks: [
        {
          what: 'one system sample, beside a C program that merely reads the same files',
          measured: `${measured}, C ${microseconds(theirs.median)}`,
          value: medianRatio(ours.rounds, theirs.rounds),
          unit: '×',
          target: { atMost: 2 },
        },
        {
          what: 'one system sample, beside psutil for the same figures',
          measured: `${measured}, psutil ${microseconds(psutil.median)}`,
          value: medianRatio(ours.rounds, psutil.rounds),
          unit: '×',
          target: { atMost: 1 / 3 },
        },
      ],
      tables: [spreadTable('CPU time of one sample', [theirs, ours, psutil])],
      notes: [
        `Read are ${FILES.join(', ')}, over descriptors that stay open; psutil reads no pressure.`,
        'Ours computes all percentages against a snapshot of a second before and stores the row as a recording does.',
      ],
    };
  },
};
