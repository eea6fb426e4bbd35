import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { createSystemSampler } from '../../src/samplers/system.ts';
import { fixtureHost } from '../support/fixture-host.ts';
import { named, sampledHost } from '../support/sampler-rows.ts';

test('load and pressure', (t) => {
  const { named: row } = sampledHost(t, 'debian-12').sample('one-second-later');
  assert.deepEqual([row['load.one'], row['load.five'], row['load.fifteen']], [0.52, 1.08, 12.3]);
  assert.equal(row['pressure.cpu'], 12.5);
  assert.equal(row['pressure.memory'], 0);
  assert.equal(row['pressure.io'], 100, 'the kernel told of more than the second there was');
});

test('an old kernel: what it has not is unknown and named, the rest is there', (t) => {
  const host = fixtureHost(t, 'linux-2.6.18');
  const sampler = createSystemSampler(host.procRoot, host.sysRoot);
  t.after(() => sampler.close());
  const before = sampler.take(0);
  assert.deepEqual(
    before.unreadable.map(({ what }) => what),
    ['pressure.cpu', 'pressure.memory', 'pressure.io'],
  );
  for (const { reason } of before.unreadable) assert.match(reason, /ENOENT/);
  host.write('proc/stat', 'cpu  4421 12 1000 90100 500 30 40\ncpu0 4421 12 1000 90100 500 30 40\n');
  const row = named(sampler.columns, sampler.difference(before, sampler.take(1000)).values);
  assert.equal(row['cpu.percent'], 50);
  assert.equal(row['memory.percent'], 45);
  assert.equal(row['io.readCount'], 1503);
  assert.equal(row['network.rxSize'], 1_234_567_895);
  assert.ok(Number.isNaN(row['pressure.cpu']));
});

test('a machine of nothing: every value unknown, every sampler named, no exception', (t) => {
  const { procRoot, sysRoot } = fixtureHost(t, 'no-such-host');
  const sampler = createSystemSampler(procRoot, sysRoot);
  t.after(() => sampler.close());
  const [before, after] = [sampler.take(0), sampler.take(1000)];
  assert.deepEqual(
    after.unreadable.map(({ what }) => what),
    ['cpu', 'memory', 'io', 'network', 'load', 'pressure.cpu', 'pressure.memory', 'pressure.io'],
  );
  const { values, corePercents, disks } = sampler.difference(before, after);
  assert.ok(values.every(Number.isNaN));
  assert.equal(corePercents.length, 0);
  assert.equal(disks.size, 0);
});

test('a file that is broken for one tick costs that tick, and resets are not taken back', (t) => {
  const host = fixtureHost(t, 'replugged-disk');
  const sampler = createSystemSampler(host.procRoot, host.sysRoot);
  t.after(() => sampler.close());
  sampler.take(0);
  host.write('proc/diskstats', '   8 0 sda 1 0 8 1 1 0 8 1 0 2 2\n');
  const reset = sampler.take(1000);
  assert.equal(reset.counterResets, 1);
  host.write('proc/diskstats', 'nonsense\n');
  const broken = sampler.take(2000);
  assert.equal(broken.diskIo, undefined);
  assert.equal(broken.counterResets, 1);
  host.write('proc/diskstats', '   8 0 sda 3 0 24 3 1 0 8 1 0 4 4\n');
  const row = sampler.difference(broken, sampler.take(3000));
  assert.equal(row.values[sampler.columns.findIndex(({ path }) => path.join('.') === 'io.readCount')], 5103);
});

test('this machine: a snapshot of the real files, and no descriptor left behind', () => {
  const descriptors = readdirSync('/proc/self/fd').length;
  const sampler = createSystemSampler('/proc', '/sys');
  const before = sampler.take(0);
  const after = sampler.take(1);
  const row = named(sampler.columns, sampler.difference(before, after).values);
  assert.ok((row['memory.used'] as number) > 0);
  assert.ok((row['load.one'] as number) >= 0);
  assert.ok(after.stat && after.stat.cpuNumbers.length > 0);
  sampler.close();
  assert.equal(readdirSync('/proc/self/fd').length, descriptors);
});
