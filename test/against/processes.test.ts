import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Body } from '../contract/target.ts';
import { type PythonProgram, startPython } from '../support/python-program.ts';
import { assertAgree, cpuSeconds, growth, meanSince, type Tolerance } from './figures.ts';
import { ofProcess, startPsutil } from './psutil.ts';
import { print } from './tools.ts';
import { openWindow, startTarget } from './window.ts';

const CHILDREN = 60;
const CHILD_MS = 20;
const THREADS = 48;
/** Of a core, all threads together. */
const THREADS_SHARE = 0.6;

/**
 * In seconds. The kernel tells CPU time in ticks of 10 ms, cut: of a process and of the children it waited for, in user
 * and in kernel mode. Our percentages have two decimals and our timestamps whole milliseconds: 1 %.
 */
const CPU_OF_CHILDREN: Tolerance = { absolute: 0.04, relative: 0.01 };

/** Of one core, in percent: ticks at both ends of 4 s, and ends that on a busy machine lie up to 25 ms apart. */
const CPU_OF_THREADS: Tolerance = { absolute: 1.6 };

/**
 * As above, but of each thread two times, cut to ticks of 10 ms: all threads do the same and lose the same, so that the
 * sum of 48 may be 0.96 s short, of 4 s. Still it shows that none is left out.
 */
const CPU_BY_THREAD: Tolerance = { absolute: 1.6 + (THREADS * 2 * 0.01 * 100) / 4 };

/** Of the first thread, which waits for orders: those at the window's ends may fall on either side of them. */
const SWITCHES: Tolerance = { absolute: 6 };
const ORDERS = 30;

test('the CPU time of many children that lived and died between the samples', async (t) => {
  const target = await startTarget(t);
  const load = await startPython(t, 'short_children.py', 'against-parent');
  const psutil = await startPsutil(t, load);
  const span = { samples: 100, intervalSeconds: 0.5 };
  const withChildren = await openWindow(target, { server: 'against-parent', children: true }, span);
  const alone = await openWindow(target, { server: 'against-parent' }, span);
  // The load stands still before and after: whoever looks there sees the same, however long it took.
  const [before] = await psutil.look([0]);
  const idle = await load.ask('raise', 0, 0);
  const used = await load.ask('raise', CHILDREN, CHILD_MS);
  const answers = await Promise.all([withChildren.ended(), alone.ended()]);
  const [after] = await psutil.look([0]);
  assert.ok(before && after);

  const [ours, oursAlone] = answers.map(({ startedAt, timestamps, process }: Body) =>
    cpuSeconds(startedAt, timestamps, process.cpu.percent),
  );
  const own = ofProcess(after).ownSeconds - ofProcess(before).ownSeconds;
  const ofChildren = ofProcess(after).childrenSeconds - ofProcess(before).childrenSeconds;
  const rusage = { own: used.own - idle.own, children: used.children - idle.children };
  assert.ok(rusage.children >= (CHILDREN * CHILD_MS) / 1000, 'the children used what they were told to');
  const both = { psutil: own + ofChildren, getrusage: rusage.own + rusage.children };
  assertAgree(t, 'CPU seconds of a parent and its children', ours as number, both, CPU_OF_CHILDREN);
  const parent = { psutil: own, getrusage: rusage.own };
  assertAgree(t, 'CPU seconds of the parent alone', oursAlone as number, parent, CPU_OF_CHILDREN);
});

test('a service of many threads', async (t) => {
  const target = await startTarget(t);
  const load = await startPython(t, 'duty_cycle.py', 'against-threads', THREADS_SHARE, THREADS);
  const psutil = await startPsutil(t, load);
  const window = await openWindow(target, { server: 'against-threads' }, { samples: 5, intervalSeconds: 1 });
  const [looks, first, last, threads, processes, { process }] = await Promise.all([
    psutil.look(window.moments),
    window.until(0).then(() => load.ask('cpu')),
    window.until(4).then(() => load.ask('cpu')),
    window.until(2).then(() => print('ps', '-L', '-o', 'lwp=', '-p', load.pid)),
    window.until(2).then(() => print('ps', '-C', 'against-threads', '-o', 'pid=')),
    window.recorded(),
    window.until(1.5).then(() => order(load)),
  ]);
  const seen = looks.map((look) => ofProcess(look));
  const [look] = seen;
  assert.ok(look);

  assert.equal(look.threads, THREADS + 1, 'the load is there');
  for (const [sample, count] of process.threads.entries()) {
    assertAgree(t, `threads at sample ${sample}`, count, { psutil: look.threads, ps: lines(threads) });
  }
  assertAgree(t, 'processes', process.count[2], { ps: lines(processes) });
  assertAgree(t, 'open files', process.openFiles[2], { psutil: look.openFiles });
  const switches = growth(seen.map(({ contextSwitches }) => contextSwitches));
  assert.ok(switches >= ORDERS, 'each order wakes the first thread');
  assertAgree(t, 'context switches', growth(process.contextSwitches), { psutil: switches }, SWITCHES);

  const ours = meanSince(process.cpu.percent);
  const theirs = {
    psutil: meanSince(seen.map(({ cpuPercent }) => cpuPercent)),
    load: ((last - first) * 100) / 4,
  };
  assertAgree(t, 'CPU of all threads', ours, theirs, CPU_OF_THREADS);
  const byThread = (growth(seen.map(({ threadsSeconds }) => threadsSeconds)) * 100) / 4;
  assertAgree(t, 'CPU, thread by thread', ours, { psutil: byThread }, CPU_BY_THREAD);
});

/** Wakes its first thread so often. */
async function order(load: PythonProgram): Promise<void> {
  for (let given = 0; given < ORDERS; given++) await load.ask('cpu');
}

function lines(printed: string): number {
  return printed.trim().split('\n').length;
}
