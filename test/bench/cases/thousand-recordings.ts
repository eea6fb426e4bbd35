import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentWorker, startAgent } from '../harness/agent-worker.ts';
import type { BenchCase, BenchContext, CaseResult } from '../harness/bench-case.ts';
import { type Crowd, serviceNames, startCrowd } from '../harness/crowd.ts';
import { corePercent, type ProcessCost, readProcessCost } from '../harness/process-cost.ts';
import { digits, megabytes } from '../harness/quantities.ts';
import { type RecordingSummary, stopAll, sumOfQuality } from '../harness/recording-answers.ts';

const RECORDINGS = 1000;
const SERVICES = 100;
const INTERVAL_SECONDS = 1;
/** Starts that are under way at once: as many connections as nginx might have open. */
const STARTS_AT_ONCE = 16;

export const thousandRecordings: BenchCase = {
  name: 'thousand-recordings',
  describe: `${RECORDINGS} recordings at ${INTERVAL_SECONDS} s of ${SERVICES} services, each of one process`,
  async run(context) {
    const names = serviceNames(SERVICES);
    const crowd = await startCrowd(SERVICES, names);
    const agent = await startAgent(context.directory);
    try {
      return await measure(context, agent, crowd, names);
    } finally {
      await agent.close();
      await crowd.stop();
    }
  },
};

async function measure(
  { isQuick, say }: BenchContext,
  agent: AgentWorker,
  crowd: Crowd,
  names: readonly string[],
): Promise<CaseResult> {
  const seconds = isQuick ? 20 : 60;
  // They must outlast starting them all.
  const duration = 3 * seconds + 30;
  await startAll(agent, names, duration);
  say(`all ${RECORDINGS} have begun`);
  await sleep(3000);
  const costs = [readProcessCost(agent.pid)];
  for (const which of ['first', 'second']) {
    for (let second = 0; second < seconds; second++) {
      await sleep(1000);
      await crowd.change(1);
    }
    costs.push(readProcessCost(agent.pid));
    say(`${which} ${seconds} seconds`);
  }
  say('stopping them');
  return resultOf(costs, seconds, await stopAll(agent.ask, 'bench', RECORDINGS));
}

async function startAll(agent: AgentWorker, names: readonly string[], duration: number): Promise<void> {
  let next = 0;
  const startMore = async (): Promise<void> => {
    while (next < RECORDINGS) {
      const index = next++;
      const name = names[index % names.length];
      await agent.ask(
        `/performance/start_collecting?hash=bench-${index}&duration=${duration}&interval=${INTERVAL_SECONDS}&server=${name}`,
      );
    }
  };
  await Promise.all(Array.from({ length: STARTS_AT_ONCE }, startMore));
}

function resultOf(
  costs: readonly ProcessCost[],
  seconds: number,
  summaries: readonly RecordingSummary[],
): CaseResult {
  const { taken, missed, latestMs } = sumOfQuality(summaries);
  const [begin, middle, end] = costs as [ProcessCost, ProcessCost, ProcessCost];
  const percent = corePercent(middle, end);
  const what = `${RECORDINGS} recordings at ${INTERVAL_SECONDS} s, ${SERVICES} services`;
  return {
    checks: [
      {
        what: `${what}: CPU`,
        measured: `of one core; ${digits(corePercent(begin, middle))} % in the ${seconds} seconds before`,
        value: percent,
        unit: '%',
        target: { atMost: 5 },
      },
      {
        what: `${what}: resident memory`,
        measured: `peak since its start ${megabytes(end.peakResidentBytes)}`,
        value: end.residentBytes / 2 ** 20,
        unit: 'MB',
        target: { atMost: 150 },
      },
      {
        what: `${what}: missed`,
        measured: `of ${taken + missed}`,
        value: missed,
        unit: '',
        target: { atMost: 0 },
      },
    ],
    tables: [
      {
        title: 'The worker meanwhile',
        columns: ['', ''],
        rows: [
          ['samples taken', taken],
          ['CPU time of one recording’s sample', `${digits((percent * 1e4) / RECORDINGS)} µs`],
          ['latest sample', `${digits(latestMs)} ms`],
          ['descriptors', end.descriptors],
        ],
      },
    ],
    notes: [
      'The shipped worker as a process of its own, started and asked over FastCGI; its CPU time and memory are read from /proc.',
      'One of the services is restarted every second.',
      'The figure is of the second half of the time: in the first the engine still compiles, once in a process’s life.',
    ],
  };
}
