import type { BenchCase, BenchContext, CaseResult, Table } from '../harness/bench-case.ts';
import { serviceNames, startCrowd } from '../harness/crowd.ts';
import { writeCoresTree, writeProcessesTree } from '../harness/fixture-trees.ts';
import { type Plot, plotLines } from '../harness/plot.ts';
import { ourProgram, pythonProgram } from '../harness/programs.ts';
import { microseconds } from '../harness/quantities.ts';
import { type Measured, measureInTurns } from '../harness/rounds.ts';

const CORES = [2, 4, 8, 16, 32, 64, 128, 256];
const PROCESSES = [100, 300, 1000, 3000, 10_000];
const CHANGES_A_TICK = 5;
const RECORDINGS = [1, 3, 10, 30, 100, 300, 1000];
const SERVICES = 100;

/** What was measured at each size; the first of the contenders is ours. */
interface Growth {
  readonly file: string;
  readonly title: string;
  readonly xLabel: string;
  readonly sizes: readonly number[];
  readonly measured: readonly (readonly Measured[])[];
}

export const growth: BenchCase = {
  name: 'growth',
  describe: 'how the cost grows with cores, processes and recordings',
  async run(context) {
    const all = [await overCores(context), await overProcesses(context), await overRecordings(context)];
    return resultOf(all);
  },
};

async function overCores({ directory, isQuick, say }: BenchContext): Promise<Growth> {
  say('cores');
  const measured = await measureInTurns(
    CORES.map((cores) => ourProgram('system-sample', [writeCoresTree(directory, cores)])),
    { rounds: isQuick ? 3 : 15, batchMs: isQuick ? 30 : 100 },
  );
  return {
    file: 'growth-cores.svg',
    title: 'One sample of the system',
    xLabel: 'cores',
    sizes: CORES,
    measured: measured.map((each) => [each]),
  };
}

async function overProcesses({ directory, isQuick, say }: BenchContext): Promise<Growth> {
  const measured: Measured[][] = [];
  for (const count of PROCESSES) {
    say(`${count} processes`);
    const tree = writeProcessesTree(directory, count, (pid) =>
      pid % 100 === 0 ? 'bench-target' : 'bench-crowd',
    );
    const args = [tree.procRoot, 'bench-target', String(count / 100)];
    const contenders = [ourProgram('process-matching', args), pythonProgram('psutil', 'psutil_find', args)];
    const before = async () => tree.change(CHANGES_A_TICK);
    measured.push(await measureInTurns(contenders, { rounds: isQuick ? 7 : 31, repetitions: 1, before }));
  }
  return {
    file: 'growth-processes.svg',
    title: `Finding a service's processes, ${CHANGES_A_TICK} of which came and went`,
    xLabel: 'processes',
    sizes: PROCESSES,
    measured,
  };
}

async function overRecordings({ isQuick, say }: BenchContext): Promise<Growth> {
  say('recordings');
  const names = serviceNames(SERVICES);
  const crowd = await startCrowd(SERVICES, names);
  try {
    const measured = await measureInTurns(
      RECORDINGS.map((count) => ourProgram('many-recordings', [String(count), ...names])),
      { rounds: isQuick ? 3 : 15, batchMs: isQuick ? 50 : 200 },
    );
    return {
      file: 'growth-recordings.svg',
      title: `One second of recordings at 1 s, of up to ${SERVICES} services`,
      xLabel: 'recordings',
      sizes: RECORDINGS,
      measured: measured.map((each) => [each]),
    };
  } finally {
    await crowd.stop();
  }
}

function resultOf(all: readonly Growth[]): CaseResult {
  return {
    checks: [],
    tables: all.map(tableOf),
    plots: all.map(plotOf),
    notes: [
      'Cores and processes are files of the bench, in a directory for temporary files: reading those is cheaper than what a kernel does to make them up, so these figures are what parsing, computing and storing add.',
      'Recordings read the real /proc, one after the other without a pause; an agent that sleeps between its ticks finds its caches cold (see thousand-recordings).',
    ],
  };
}

function tableOf({ title, xLabel, sizes, measured }: Growth): Table {
  const names = (measured[0] ?? []).map(({ name }) => name);
  return {
    title,
    columns: [xLabel, ...names.flatMap((name) => [name, 'each'])],
    rows: sizes.map((size, index) => [
      size,
      ...(measured[index] ?? []).flatMap(({ median }) => [microseconds(median), microseconds(median / size)]),
    ]),
  };
}

function plotOf({ file, title, xLabel, sizes, measured }: Growth): Plot {
  const names = (measured[0] ?? []).map(({ name }) => name);
  const lines = names.map((name, contender) => ({
    name,
    points: sizes.map((size, index) => [size, measured[index]?.[contender]?.median ?? Number.NaN] as const),
  }));
  return plotLines({ file, title, xLabel, yLabel: 'µs of CPU time', lines });
}
