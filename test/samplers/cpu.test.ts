import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CORE_UNKNOWN, createCpuSampler } from '../../src/samplers/cpu.ts';
import { statOfCores } from '../support/many-cores.ts';
import { rowOf, sampledHost } from '../support/sampler-rows.ts';

const near = (actual: number | undefined, expected: number) =>
  assert.ok(Math.abs((actual as number) - expected) < 1e-9, `${actual} is not ${expected}`);

test('busy is all but idle and iowait, in percent of what all fields grew by', (t) => {
  const { named, corePercents } = sampledHost(t, 'debian-12').sample('one-second-later');
  // user 60, nice 10, system 30, idle 80, iowait 10, irq 0, softirq 5, steal 5: 200 ticks of two CPUs.
  near(named['cpu.percent'], ((60 + 10 + 30 + 5 + 5) * 100) / 200);
  near(named['cpu.modes.user'], 30);
  near(named['cpu.modes.nice'], 5);
  near(named['cpu.modes.system'], 15);
  near(named['cpu.modes.idle'], 40);
  near(named['cpu.modes.iowait'], 5);
  near(named['cpu.modes.irq'], 0);
  near(named['cpu.modes.softirq'], 2.5);
  near(named['cpu.modes.steal'], 2.5);
  // cpu0: 50 + 5 + 20 + 3 + 2 of 100; cpu1: 10 + 5 + 10 + 2 + 3 of 100.
  assert.deepEqual([...corePercents], [8000, 3000]);
});

test('fields that step back count nothing, and the others are measured by what is left', (t) => {
  const { named, corePercents } = sampledHost(t, 'stepping-back').sample('one-second-later');
  // user 40, system 10, idle 50; iowait -20 and steal -5 are nothing.
  near(named['cpu.percent'], 50);
  near(named['cpu.modes.iowait'], 0);
  near(named['cpu.modes.steal'], 0);
  // cpu0: idle, iowait and steal all step back: 40 of 40. cpu1: 10 of 70.
  assert.deepEqual([...corePercents], [10_000, Math.round((10 * 10_000) / 70)]);
});

test('a CPU that goes offline and comes back is unknown meanwhile, and moves nothing else', (t) => {
  const host = sampledHost(t, 'cpu-hotplug');
  const offline = host.sample('cpu2-offline');
  assert.deepEqual([...offline.corePercents], [5000, 2500, CORE_UNKNOWN, 0]);
  near(offline.named['cpu.percent'], 25);
  const still = host.sample('still-offline');
  assert.deepEqual([...still.corePercents], [3000, 3000, CORE_UNKNOWN, 0]);
  near(still.named['cpu.percent'], 20);
  const back = host.sample('cpu2-back');
  assert.deepEqual([...back.corePercents], [9000, 0, CORE_UNKNOWN, 0]);
  near(back.named['cpu.percent'], 30);
  const all = host.sample('all-again');
  assert.deepEqual([...all.corePercents], [0, 0, 10_000, 0]);
  near(all.named['cpu.percent'], 25);
});

for (const cores of [64, 256]) {
  test(`${cores} CPUs: each has its own share`, (t) => {
    const host = sampledHost(t, 'debian-12');
    const ticksOf = (core: number, seconds: number) => {
      const busy = (core % 101) * seconds;
      return [busy, 0, 0, 100 * seconds - busy, 0, 0, 0, 0, 0, 0];
    };
    host.write(
      'proc/stat',
      statOfCores(cores, (core) => ticksOf(core, 1)),
    );
    host.sample();
    host.write(
      'proc/stat',
      statOfCores(cores, (core) => ticksOf(core, 2)),
    );
    const { corePercents, named } = host.sample();
    assert.deepEqual(
      [...corePercents],
      Array.from({ length: cores }, (_, core) => (core % 101) * 100),
    );
    const mean = corePercents.reduce((sum, share) => sum + share, 0) / cores / 100;
    near(named['cpu.percent'], mean);
  });
}

test('without a reading before, or without a tick between, nothing is known', (t) => {
  const host = sampledHost(t, 'debian-12');
  const sampler = createCpuSampler(host.procRoot);
  t.after(() => sampler.close());
  const reading = sampler.read();
  for (const before of [undefined, reading]) {
    assert.ok(Object.values(rowOf(sampler, before, reading)).every(Number.isNaN));
  }
  const { corePercents } = host.sample();
  assert.deepEqual([...corePercents], [CORE_UNKNOWN, CORE_UNKNOWN]);
});

test('old kernels: what they do not account is no part of the time', (t) => {
  const host = sampledHost(t, 'linux-2.4');
  host.write('proc/stat', 'cpu  1162 34 1461 113167\ncpu0 1162 34 1461 113167\nprocesses 2915\n');
  near(host.sample().named['cpu.percent'], 50);
});
