import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFastcgi, encodeRequest } from '../../../src/server/fastcgi-client.ts';
import { ask, paramsOf } from '../harness/agent-worker.ts';
import type { BenchCase, BenchContext, CaseResult } from '../harness/bench-case.ts';
import { type LineProgram, startLineProgram } from '../harness/lines.ts';
import { forgetPeak, readProcessCost } from '../harness/process-cost.ts';
import { ourProgram, ROOT } from '../harness/programs.ts';
import { digits, megabytes } from '../harness/quantities.ts';
import { stopAll, sumOfQuality } from '../harness/recording-answers.ts';

const OTHERS = 100;
const SLOW_BYTES_A_SECOND = 100 * 1024;
const DAY = '/performance/stop_collecting?hash=day';

export const longRecording: BenchCase = {
  name: 'long-recording',
  describe: `a day of 64 cores at 1 s: what it takes, and fetching it while ${OTHERS} others sample at 0.1 s`,
  async run(context) {
    const { command, args } = ourProgram('long-recording', [
      join(ROOT, 'test/fixtures/hosts/debian-12'),
      context.directory,
    ]);
    const program = startLineProgram(command, args);
    try {
      context.say('recording a day on a fast clock');
      const kept = JSON.parse(await program.next()) as Kept;
      return await measure(context, program, kept);
    } finally {
      await program.stop();
    }
  },
};

interface Kept {
  readonly samples: number;
  readonly values: number;
  readonly allocatedBytes: number;
  readonly residentBytes: number;
}

/** What the others say of the time in which something was done beside them. */
interface Phase {
  readonly missed: number;
  readonly latestMs: number;
  readonly extraBytes: number;
}

async function measure(context: BenchContext, program: LineProgram, kept: Kept): Promise<CaseResult> {
  const socketPath = join(context.directory, 'agent.sock');
  const seconds = context.isQuick ? 6 : 15;
  let whole: Fetched = { firstByteMs: Number.NaN, totalMs: Number.NaN, bytes: 0 };
  let slow = whole;
  const phase = (name: string, work: () => Promise<void>): Promise<Phase> => {
    context.say(name);
    return besideOthers(socketPath, program.pid, name.replaceAll(' ', '-'), seconds, work);
  };
  await phase('warming up', async () => {
    whole = await fetchDay(socketPath);
  });
  const alone = await phase('nothing', () => sleep(1));
  const fetching = await phase('fetching', async () => {
    whole = await fetchDay(socketPath);
  });
  const slowly = await phase('fetching slowly', async () => {
    slow = await fetchDay(socketPath, SLOW_BYTES_A_SECOND, (seconds - 2) * 1000);
  });
  return resultOf(kept, { alone, fetching, slowly }, whole, slow);
}

/** Starts the others, does the work in the midst of them, and asks them. */
async function besideOthers(
  socketPath: string,
  pid: number,
  name: string,
  seconds: number,
  work: () => Promise<void>,
): Promise<Phase> {
  const client = await connectFastcgi({ path: socketPath });
  const askIt = (pathAndQuery: string): Promise<unknown> => ask(client, pathAndQuery);
  for (let index = 0; index < OTHERS; index++) {
    await askIt(`/performance/start_collecting?hash=${name}-${index}&duration=${seconds}&interval=0.1`);
  }
  await sleep(500);
  forgetPeak(pid);
  const before = readProcessCost(pid);
  await work();
  const after = readProcessCost(pid);
  await sleep(seconds * 1000);
  const summaries = await stopAll(askIt, name, OTHERS);
  client.close();
  const { missed, latestMs } = sumOfQuality(summaries);
  return { missed, latestMs, extraBytes: after.peakResidentBytes - before.residentBytes };
}

interface Fetched {
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly bytes: number;
}

/** Reads the answer as raw bytes: parsing 40 MB of it here would take the cores from the agent. */
function fetchDay(
  path: string,
  bytesASecond = Number.POSITIVE_INFINITY,
  atMostMs = 120_000,
): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const beganMs = performance.now();
    let firstByteMs = Number.NaN;
    let bytes = 0;
    socket.on('error', reject);
    socket.write(encodeRequest(1, Object.entries(paramsOf(DAY))));
    const giveUp = setTimeout(() => socket.destroy(), atMostMs);
    socket.on('data', (chunk: Buffer) => {
      if (bytes === 0) firstByteMs = performance.now() - beganMs;
      bytes += chunk.length;
      const aheadMs = (bytes / bytesASecond) * 1000 - (performance.now() - beganMs);
      if (aheadMs <= 1) return;
      socket.pause();
      setTimeout(() => socket.resume(), aheadMs);
    });
    socket.on('close', () => {
      clearTimeout(giveUp);
      resolve({ firstByteMs, totalMs: performance.now() - beganMs, bytes });
    });
  });
}

function resultOf(
  kept: Kept,
  { alone, fetching, slowly }: { alone: Phase; fetching: Phase; slowly: Phase },
  whole: Fetched,
  slow: Fetched,
): CaseResult {
  const values = kept.samples * kept.values;
  const check = (what: string, measured: string, value: number, unit: string, atMost: number) => ({
    what,
    measured,
    value,
    unit,
    target: { atMost },
  });
  const resident = kept.residentBytes / values;
  const others = `while ${OTHERS} others sample at 0.1 s`;
  return {
    checks: [
      check(
        'long recording (64 cores, 24 h at 1 s): memory',
        `${values} values in ${megabytes(kept.allocatedBytes)}; resident growth ${digits(resident)} bytes a value`,
        kept.allocatedBytes / values,
        'bytes a value',
        4,
      ),
      check(`fetching it ${others}: first byte`, megabytes(whole.bytes), whole.firstByteMs, 'ms', 50),
      check(
        `fetching it ${others}: the others' latest sample`,
        `without it ${digits(alone.latestMs)} ms`,
        fetching.latestMs,
        'ms',
        25,
      ),
      check(`fetching it ${others}: missed`, 'samples of the others', fetching.missed, '', 0),
      check(`fetching it ${others}: extra resident memory`, 'peak', fetching.extraBytes / 2 ** 20, 'MB', 32),
      check(
        "a slow reader (100 KB/s): the others' latest sample",
        `missed ${slowly.missed}; extra resident ${megabytes(slowly.extraBytes)}`,
        slowly.latestMs,
        'ms',
        25,
      ),
    ],
    tables: [
      {
        title: 'Fetching',
        columns: ['', 'first byte', 'took', 'bytes'],
        rows: [
          [
            'as fast as it goes',
            `${digits(whole.firstByteMs)} ms`,
            `${digits(whole.totalMs / 1000)} s`,
            whole.bytes,
          ],
          [
            'slowly, then given up',
            `${digits(slow.firstByteMs)} ms`,
            `${digits(slow.totalMs / 1000)} s`,
            slow.bytes,
          ],
        ],
      },
    ],
    notes: [
      'The day is recorded on a clock without waiting, from a tree of files; it is fetched over FastCGI from an agent on the real clock.',
    ],
  };
}
