import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { type TestContext, test } from 'node:test';
import type { Body } from '../contract/target.ts';
import { startPython } from '../support/python-program.ts';
import { assertAgree, meanSince, type Tolerance } from './figures.ts';
import { type Look, ofProcess, startPsutil } from './psutil.ts';
import { withSecondChance } from './second-chance.ts';
import { pidstat, type Row, sarOfCpus } from './tools.ts';
import { openWindow, startTarget } from './window.ts';

/** The first sample begins the window, the others make 4 seconds: sysstat counts whole ones. */
const SPAN = { samples: 9, intervalSeconds: 0.5 };
const WINDOW_SECONDS = (SPAN.samples - 1) * SPAN.intervalSeconds;

/**
 * Of one core, in percent. The kernel tells CPU time in ticks of 10 ms, and where the machine is busy the two ends of
 * our window lie up to 25 ms from psutil's: 1.5 % of 4 s. psutil rounds each percentage to 0.1.
 */
const OF_A_PROCESS: Tolerance = { absolute: 1.6 };

/** As above; and sysstat's window begins when the tool has started, 10 to 60 ms late. */
const OF_A_PROCESS_BY_PIDSTAT: Tolerance = { absolute: 1.6, relative: 0.02 };

/**
 * Of all cores. Other programs work here too, and by fits: what one does in 60 ms is in one window and not in the
 * other.
 */
const OF_THE_SYSTEM: Tolerance = { absolute: 3 };

/** Of one core, which is counted in ticks of its own: a moment weighs more than among all. */
const OF_ONE_CORE: Tolerance = { absolute: 5 };

/** In percent of a core. */
const SHARES = [25, 50, 75];

/** A load gets less than it asks for on a crowded machine; less than this, and the comparison would be one of noise. */
const LEAST_LOAD = 5;

test('services that keep a quarter, half and three quarters of a core busy', async (t) => {
  const target = await startTarget(t);
  const loads = await Promise.all(
    SHARES.map((share) => startPython(t, 'duty_cycle.py', `against-${share}`, share / 100)),
  );
  const psutil = await startPsutil(t, ...loads);
  await withSecondChance(t, async () => {
    const windows = await Promise.all(
      SHARES.map((share) => openWindow(target, { server: `against-${share}` }, SPAN)),
    );
    const [window] = windows;
    assert.ok(window);
    const [looks, sar, processes, answers] = await Promise.all([
      psutil.look(window.moments),
      window.until(0).then(() => sarOfCpus(WINDOW_SECONDS)),
      window.until(0).then(() => Promise.all(loads.map(({ pid }) => pidstat(pid, WINDOW_SECONDS)))),
      Promise.all(windows.map((each) => each.recorded())),
    ]);

    for (const [index, share] of SHARES.entries()) {
      const ours = meanSince(answers[index].process.cpu.percent);
      const theirs = meanSince(looks.map((look) => ofProcess(look, index).cpuPercent));
      assert.ok(theirs > LEAST_LOAD, `the load of ${share} % is there, not ${theirs}`);
      const what = `CPU of a service that uses ${share} %`;
      assertAgree(t, what, ours, { psutil: theirs }, OF_A_PROCESS);
      assertAgree(t, what, ours, { pidstat: Number(processes[index]?.['%CPU']) }, OF_A_PROCESS_BY_PIDSTAT);
    }
    assertSystem(t, answers[0].system, looks, sar);
  });
});

test('every core busy', async (t) => {
  const target = await startTarget(t);
  for (let core = 0; core < availableParallelism(); core++) {
    await startPython(t, 'duty_cycle.py', 'against-core', 1);
  }
  const psutil = await startPsutil(t);
  await withSecondChance(t, async () => {
    const window = await openWindow(target, { server: 'against-core' }, SPAN);
    const [looks, sar, { system, process }] = await Promise.all([
      psutil.look(window.moments),
      window.until(0).then(() => sarOfCpus(WINDOW_SECONDS)),
      window.recorded(),
    ]);
    assert.ok(meanSince(process.cpu.percent) > LEAST_LOAD * availableParallelism(), 'the load is there');
    assertSystem(t, system, looks, sar);
  });
});

function assertSystem(
  t: TestContext,
  { cpu }: Body,
  looks: readonly Look[],
  sar: ReadonlyMap<string, Row>,
): void {
  const busy = (row: Row | undefined) => 100 - Number(row?.['%idle']) - Number(row?.['%iowait']);
  assertAgree(
    t,
    'CPU of the system',
    meanSince(cpu.percent),
    { psutil: meanSince(looks.map(({ system }) => system.cpuPercent)), sar: busy(sar.get('all')) },
    OF_THE_SYSTEM,
  );
  assert.equal(cpu.coreNum, sar.size - 1, 'sar has a row for each core, and one for all');
  for (let core = 0; core < cpu.coreNum; core++) {
    const ours = meanSince(cpu.corePercent.map((sample: number[]) => sample[core]));
    const psutil = meanSince(looks.map(({ system }) => system.corePercent[core] as number));
    assertAgree(t, `CPU of core ${core}`, ours, { psutil, sar: busy(sar.get(String(core))) }, OF_ONE_CORE);
  }
  // To sysstat guests are not part of user and nice, to the kernel and to us they are.
  const modes: Readonly<Record<string, readonly string[]>> = {
    user: ['%usr', '%guest'],
    nice: ['%nice', '%gnice'],
    system: ['%sys'],
    idle: ['%idle'],
    iowait: ['%iowait'],
    irq: ['%irq'],
    softirq: ['%soft'],
    steal: ['%steal'],
  };
  for (const [mode, columns] of Object.entries(modes)) {
    const theirs = columns.reduce((sum, column) => sum + Number(sar.get('all')?.[column]), 0);
    assertAgree(t, `the mode ${mode}`, meanSince(cpu.modes[mode]), { sar: theirs }, OF_THE_SYSTEM);
  }
}
