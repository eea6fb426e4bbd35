import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAgent } from '../harness/agent-worker.ts';
import type { BenchCase } from '../harness/bench-case.ts';
import { median, quantile } from '../harness/median.ts';
import { digits } from '../harness/quantities.ts';
import { type RecordingSummary, stopAll } from '../harness/recording-answers.ts';

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
      return resultOf(await stopAll(agent.ask, 'late', RECORDINGS));
    } finally {
      hogs.kill('SIGTERM');
      await ended;
      await agent.close();
    }
  },
};

function resultOf(summaries: readonly RecordingSummary[]) {
  const latenesses = summaries.flatMap(latenessesOf);
  const missed = summaries.reduce((sum, { quality }) => sum + quality.missed, 0);
  const what = `lateness at 1 s beside ${HOGS} CPU hogs`;
  return {
    checks: [
      {
        what: `${what}: p99`,
        measured: `of ${latenesses.length} samples; median ${digits(median(latenesses))} ms, latest ${digits(Math.max(...latenesses))} ms`,
        value: quantile(latenesses, 0.99),
        unit: 'ms',
        target: { atMost: 25 },
      },
      { what: `${what}: missed`, measured: 'samples', value: missed, unit: '', target: { atMost: 0 } },
    ],
    tables: [],
    notes: ['Of all samples of all recordings: when each was taken, against when it was due.'],
  };
}

/** Milliseconds; the first sample belongs to one interval after the start. */
function latenessesOf({ timestamps, startedAt, interval }: RecordingSummary): number[] {
  return timestamps.flatMap((timestamp, index) => {
    const dueAt = startedAt + (index + 1) * interval * 1000;
    return timestamp === null ? [] : [Math.max(0, timestamp - dueAt)];
  });
}
