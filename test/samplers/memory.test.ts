import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampledHost } from '../support/sampler-rows.ts';

const KIB = 1024;

test('used is what is not available: the page cache is not use', (t) => {
  const { named } = sampledHost(t, 'debian-12').sample();
  assert.equal(named['memory.used'], 1_000_000 * KIB);
  assert.equal(named['memory.percent'], 25);
  assert.equal(named['memory.free'], 500_000 * KIB);
  assert.equal(named['memory.swapUsed'], 100_000 * KIB);
  assert.equal(named['memory.cached'], 2_400_000 * KIB);
});

test('where the kernel does not tell what is available, it is estimated', (t) => {
  const { named } = sampledHost(t, 'linux-2.6.18').sample();
  assert.equal(named['memory.used'], 450_000 * KIB);
  assert.equal(named['memory.percent'], 45);
  assert.equal(named['memory.swapUsed'], 0);
});

test('more available than there is, as containers with odd limits show, is no negative use', (t) => {
  const host = sampledHost(t, 'debian-12');
  host.write('proc/meminfo', 'MemTotal: 1000 kB\nMemFree: 900 kB\nMemAvailable: 1200 kB\n');
  const { named } = host.sample();
  assert.equal(named['memory.used'], 0);
  assert.equal(named['memory.percent'], 0);
});
