import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent } from '../harness/agent-worker.ts';
import type { BenchCase } from '../harness/bench-case.ts';
import { corePercent, readProcessCost } from '../harness/process-cost.ts';
import { digits, megabytes } from '../harness/quantities.ts';

/** Until then the engine still compiles, and collects what starting has left. */
const SETTLED_AFTER_MS = 60_000;

export const idle: BenchCase = {
  name: 'idle',
  describe: 'an agent that nobody asks',
  async run({ isQuick, directory, say }) {
    const agent = await startAgent(directory);
    try {
      say('letting it settle');
      await sleep(isQuick ? 15_000 : SETTLED_AFTER_MS);
      const before = readProcessCost(agent.pid);
      await sleep(isQuick ? 30_000 : 120_000);
      const after = readProcessCost(agent.pid);
      const percent = corePercent(before, after);
      return {
        checks: [
          {
            what: 'idle agent: resident memory',
            measured: `peak ${megabytes(after.peakResidentBytes)}`,
            value: after.residentBytes / 2 ** 20,
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
        tables: [],
        notes: ['The always-on sampler runs; there is no recording and no request.'],
      };
    } finally {
      await agent.close();
    }
  },
};
