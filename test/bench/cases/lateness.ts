import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent } from '../harness/agent-worker.ts';
import type { BenchCase } from '../harness/bench-case.ts';
import { digits } from '../harness/quantities.ts';
import type { RecordingSummary } from '../harness/recording-answers.ts';

const HOGS = 8;
const RECORDINGS = 10;

export const lateness: BenchCase = {
  name: 'lateness',
  describe: `samples at 1 s at default priority beside ${HOGS} processes that burn`,
  async run({ isQuick, directory, say }) {
    const seconds = isQuick ? 20 : 60;
    const agent = await startAgent(directory);
    const hogs = spawn('stress-ng', ['--cpu', String(HOGS), '--timeout', `${seconds + 20}s`], {
      stdio: 'ignore',
    });
    const ended = once(hogs, 'exit');
    try {
      await sleep(2000);
      for (let index = 0; index < RECORDINGS; index++) {
        await agent.ask(`/performance/start_collecting?hash=late-${index}&duration=${seconds}&interval=1`);
        // Not all at the same instant of the second.
        await sleep(100);
      }
      say(`${HOGS} hogs for ${seconds} s`);
      await sleep(seconds * 1000);
      const summaries: RecordingSummary[] = [];
      for (let index = 0; index < RECORDINGS; index++) {
        const path = `/performance/stop_collecting?hash=late-${index}`;
        summaries.push((await agent.ask(path)) as RecordingSummary);
      }
      return resultOf(summaries);
    } finally {
      hogs.kill('SIGTERM');
      await ended;
      await agent.close();
    }
  },
};

function resultOf(summaries: readonly RecordingSummary[]) {
  const p99 = Math.max(...summaries.map(({ quality }) => quality.lateness.p99 ?? Number.NaN));
  const max = Math.max(...summaries.map(({ quality }) => quality.lateness.max ?? Number.NaN));
  const missed = summaries.reduce((sum, { quality }) => sum + quality.missed, 0);
  const what = `lateness at 1 s beside ${HOGS} CPU hogs`;
  return {
    checks: [
      {
        what: `${what}: p99`,
        measured: `the worst of ${RECORDINGS} recordings; latest sample ${digits(max)} ms`,
        value: p99,
        unit: 'ms',
        target: { atMost: 25 },
      },
      { what: `${what}: missed`, measured: 'samples', value: missed, unit: '', target: { atMost: 0 } },
    ],
    tables: [],
    notes: ["As the recordings' own `quality` tells it."],
  };
}
