import type { BenchCase } from '../harness/bench-case.ts';
import { startCrowd } from '../harness/crowd.ts';
import { medianRatio } from '../harness/median.ts';
import { ourProgram, pythonProgram } from '../harness/programs.ts';
import { microseconds } from '../harness/quantities.ts';
import { type Measured, measureInTurns } from '../harness/rounds.ts';
import { spreadTable } from '../harness/spread-table.ts';

const PROCESSES = 1000;
const CHANGES_A_TICK = 5;
const NAME = 'bench-target';
/** One in a hundred has the name that is looked for. */
const NAMES = [NAME, ...Array.from({ length: 99 }, () => 'bench-crowd')];

export const processMatching: BenchCase = {
  name: 'process-matching',
  describe: `CPU time of finding a service's processes at each tick among ${PROCESSES}, ${CHANGES_A_TICK} of which came and went`,
  async run({ isQuick }) {
    const crowd = await startCrowd(PROCESSES, NAMES);
    try {
      const expected = String(PROCESSES / NAMES.length);
      const [ours, psutil] = (await measureInTurns(
        [
          ourProgram('process-matching', ['/proc', NAME, expected]),
          pythonProgram('psutil.process_iter', 'psutil_find', ['/proc', NAME, expected]),
        ],
        { rounds: isQuick ? 20 : 100, repetitions: 1, before: () => crowd.change(CHANGES_A_TICK) },
      )) as [Measured, Measured];
      return {
        checks: [
          {
            what: `finding matches among ${PROCESSES} processes, beside psutil.process_iter by name`,
            measured: `${microseconds(ours.median)} a tick, psutil ${microseconds(psutil.median)}`,
            value: medianRatio(ours.rounds, psutil.rounds),
            unit: '×',
            target: { atMost: 1 / 10 },
          },
        ],
        tables: [spreadTable('CPU time of one tick', [ours, psutil])],
        notes: [
          `Before every tick ${CHANGES_A_TICK} of ${PROCESSES} real processes end and as many begin.`,
          'In ours each tick is a second after the one before, so processes younger than eight seconds are looked at again, for they may have changed their names.',
        ],
      };
    } finally {
      await crowd.stop();
    }
  },
};
