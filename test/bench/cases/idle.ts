import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentWorker, startAgent } from '../harness/agent-worker.ts';
import type { BenchCase, Table } from '../harness/bench-case.ts';
import { corePercent, readProcessCost } from '../harness/process-cost.ts';
import { digits, megabytes } from '../harness/quantities.ts';

/**
 * At one sample a second it takes the engine minutes to find out what is worth compiling. That is done once in a
 * process's life; the target is about the days that follow.
 */
const SETTLING_MINUTES = 7;
const MEASURED_MS = 180_000;

export const idle: BenchCase = {
  name: 'idle',
  describe: 'an agent that nobody asks',
  async run({ isQuick, directory, say }) {
    const agent = await startAgent(directory);
    try {
      const settling = await settle(agent, isQuick ? 1 : SETTLING_MINUTES, say);
      say('measuring');
      const { percent, residentBytes, peakResidentBytes } = await watch(
        agent,
        isQuick ? 30_000 : MEASURED_MS,
      );
      return {
        checks: [
          {
            what: 'idle agent: resident memory',
            measured: `peak ${megabytes(peakResidentBytes)}`,
            value: residentBytes / 2 ** 20,
            unit: 'MB',
            target: { atMost: 60 },
          },
          {
            what: 'idle agent: CPU',
            measured: `${digits(percent * 10)} ms in a second, all threads`,
            value: percent,
            unit: '% of a core',
            target: { atMost: 0.1 },
          },
        ],
        tables: [settling],
        notes: [
          'The always-on sampler runs; there is no recording and no request.',
          'The table is of the minutes before: the engine compiles what it finds to be used often, once, on threads of its own.',
        ],
      };
    } finally {
      await agent.close();
    }
  },
};

async function settle(agent: AgentWorker, minutes: number, say: (text: string) => void): Promise<Table> {
  const rows: (string | number)[][] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    say(`settling, minute ${minute} of ${minutes}`);
    const { percent, residentBytes } = await watch(agent, 60_000);
    rows.push([minute, `${digits(percent)} %`, megabytes(residentBytes)]);
  }
  return { title: 'From its start on', columns: ['minute', 'CPU, of a core', 'resident'], rows };
}

async function watch(
  { pid }: AgentWorker,
  durationMs: number,
): Promise<{ percent: number; residentBytes: number; peakResidentBytes: number }> {
  const before = readProcessCost(pid);
  await sleep(durationMs);
  const after = readProcessCost(pid);
  return { ...after, percent: corePercent(before, after) };
}
