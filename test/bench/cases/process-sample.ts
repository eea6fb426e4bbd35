import type { BenchCase, Check } from '../harness/bench-case.ts';
import { startLineProgram } from '../harness/lines.ts';
import { medianRatio } from '../harness/median.ts';
import { compileC, ourProgram, pythonProgram } from '../harness/programs.ts';
import { microseconds } from '../harness/quantities.ts';
import { type Measured, measureInTurns } from '../harness/rounds.ts';
import { spreadTable } from '../harness/spread-table.ts';

export const processSample: BenchCase = {
  name: 'process-sample',
  describe: 'CPU time of one sample of a service of one process, parsing and storing included',
  async run({ isQuick }) {
    const sleeper = startLineProgram('/bin/cat', []);
    try {
      const pid = String(sleeper.pid);
      const files = ['stat', 'statm', 'io'].map((file) => `/proc/${pid}/${file}`);
      const [ours, psutil, oursFull, psutilFull, floor] = (await measureInTurns(
        [
          ourProgram('process-sample', [pid, '10']),
          pythonProgram('psutil', 'psutil_sample', ['process', pid]),
          { ...ourProgram('process-sample', [pid, '1000']), name: 'sysinfo-agent, everything' },
          pythonProgram('psutil, everything', 'psutil_sample', ['process-full', pid]),
          { name: 'C, reading stat, statm and io only', command: compileC('read-files'), args: files },
        ],
        { rounds: isQuick ? 7 : 31, batchMs: isQuick ? 50 : 200 },
      )) as [Measured, Measured, Measured, Measured, Measured];
      return {
        checks: [
          check('one process sample (stat, statm, io), beside psutil', ours, psutil),
          check(
            'one process sample with open files and context switches, beside psutil',
            oursFull,
            psutilFull,
          ),
        ],
        tables: [spreadTable('CPU time of one sample', [floor, ours, psutil, oursFull, psutilFull])],
        notes: [
          'psutil is asked for cpu_times, memory_info and io_counters within oneshot(); for everything also for num_threads, num_ctx_switches and num_fds.',
          'Ours reads open files and context switches once a second; the first row is a recording of 10 ms, the third one of 1 s.',
        ],
      };
    } finally {
      await sleeper.stop();
    }
  },
};

function check(what: string, ours: Measured, theirs: Measured): Check {
  return {
    what,
    measured: `${microseconds(ours.median)} a sample, psutil ${microseconds(theirs.median)}`,
    value: medianRatio(ours.rounds, theirs.rounds),
    unit: '×',
    target: { atMost: 1 / 4 },
  };
}
