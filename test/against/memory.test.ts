import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { type TestContext, test } from 'node:test';
import type { Body } from '../contract/target.ts';
import { startPython } from '../support/python-program.ts';
import { assertAgree, median, type Tolerance } from './figures.ts';
import { type Look, ofProcess, startPsutil } from './psutil.ts';
import { withSecondChance } from './second-chance.ts';
import { pidstat, print, type Row, rows } from './tools.ts';
import { openWindow, startTarget } from './window.ts';

const MB = 2 ** 20;

/** What the load holds at each sample, in MB: up and down. */
const STEPS = [96, 192, 32, 256, 64] as const;
const SPAN = { samples: STEPS.length, intervalSeconds: 1 };

/** Both read /proc/<pid>/statm, a moment apart, and the interpreter may have touched a page between. */
const RESIDENT: Tolerance = { absolute: MB / 2 };

/**
 * ps and pidstat do not read statm, and what they read leaves out what a CPU has not yet handed in: of each of the
 * kernel's three kinds of resident pages up to 32, or twice the number of CPUs.
 */
const cpus = availableParallelism();
const RESIDENT_BY_STAT: Tolerance = { absolute: 3 * cpus * Math.max(32, 2 * cpus) * 4096 };

/** Beside what it is told to hold, the load's interpreter grows and shrinks a little. */
const HELD: Tolerance = { absolute: 4 * MB };

/**
 * Of the whole machine, the median over the samples: other programs take and give back memory all the time, a browser
 * some ten MB in the 30 ms that `free` takes to start.
 */
const OF_THE_SYSTEM: Tolerance = { absolute: 16 * MB };

/** psutil rounds percentages to 0.1, and the whole of a machine is at least a GB, of which 16 MB are 1.6 %. */
const PERCENT: Tolerance = { absolute: 1.7 };

test('resident memory that is stepped up and down, and the memory of the system', async (t) => {
  const target = await startTarget(t);
  const load = await startPython(t, 'memory_steps.py', 'against-steps');
  const psutil = await startPsutil(t, load);
  await withSecondChance(t, async () => {
    await load.ask('hold', STEPS[0]);
    const window = await openWindow(target, { server: 'against-steps' }, SPAN);
    const last = STEPS.length - 1;
    // Half way between two samples, so that none is taken in the middle of a step.
    const steps = STEPS.slice(1).map((held, from) =>
      window.until(from + 0.5).then(() => load.ask('hold', held)),
    );
    const [looks, frees, ps, ended, { system, process }] = await Promise.all([
      psutil.look(window.moments),
      Promise.all(STEPS.map((_, sample) => window.until(sample).then(() => print('free', '-b')))),
      window.until(last).then(() => print('ps', '-o', 'rss=', '-p', load.pid)),
      window.until(last).then(() => pidstat(load.pid, 1)),
      window.recorded(),
      ...steps,
    ]);

    for (const [sample, held] of STEPS.entries()) {
      const ours = process.memory.used[sample];
      const theirs = ofProcess(looks[sample] as Look).residentBytes;
      assertAgree(t, `resident, holding ${held} MB`, ours, { psutil: theirs }, RESIDENT);
      const grown = ours - process.memory.used[0];
      assertAgree(t, 'its growth since the first', grown, { 'the load': (held - STEPS[0]) * MB }, HELD);
    }
    const kilobytes = { ps: Number(ps) * 1024, pidstat: Number(ended.RSS) * 1024 };
    assertAgree(t, 'resident at the end', process.memory.used[last], kilobytes, RESIDENT_BY_STAT);
    assertSystem(t, system, looks, frees.map(parseFree));
  });
});

function assertSystem(
  t: TestContext,
  { memory }: Body,
  looks: readonly Look[],
  frees: readonly Free[],
): void {
  const [look] = looks;
  const [free] = frees;
  assert.ok(look && free);
  assertAgree(t, 'all memory', memory.total, {
    psutil: look.system.totalBytes,
    free: Number(free.memory.total),
  });

  const inFree = (column: string) => median(frees.map((each) => Number(each.memory[column])));
  const inPsutil = (field: 'usedBytes' | 'freeBytes') => median(looks.map(({ system }) => system[field]));
  const used = { psutil: inPsutil('usedBytes'), free: inFree('used') };
  assertAgree(t, 'memory in use', median(memory.used), used, OF_THE_SYSTEM);
  const unused = { psutil: inPsutil('freeBytes'), free: inFree('free') };
  assertAgree(t, 'free memory', median(memory.free), unused, OF_THE_SYSTEM);
  assertAgree(t, 'cached', median(memory.cached), { free: inFree('buff/cache') }, OF_THE_SYSTEM);
  const swapped = median(frees.map(({ swap }) => Number(swap.used)));
  assertAgree(t, 'swapped', median(memory.swapUsed), { free: swapped }, OF_THE_SYSTEM);
  const percent = median(looks.map(({ system }) => system.usedPercent));
  assertAgree(t, 'percent in use', median(memory.percent), { psutil: percent }, PERCENT);
}

interface Free {
  readonly memory: Row;
  readonly swap: Row;
}

/** A table of bytes whose rows begin with a name that its heading leaves out. */
function parseFree(printed: string): Free {
  const [memory, swap] = rows(printed.trim().replaceAll(/^\w+:/gm, '').split('\n'));
  return { memory: memory as Row, swap: swap as Row };
}
