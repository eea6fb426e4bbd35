import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CPU_FIELD_COUNT, createStatReader, parseStat } from '../../src/proc/stat.ts';
import { fixtureBytes, fixtureHost } from '../support/fixture-host.ts';
import { testMalformed } from '../support/malformed.ts';
import { statOfCores } from '../support/many-cores.ts';

const parseFixture = (host: string) => parseStat('/proc/stat', fixtureBytes(`${host}/proc/stat`));

test("today's /proc/stat: eight fields a CPU, guest time left out", () => {
  const stat = parseFixture('debian-12');
  assert.deepEqual([...stat.totalTicks], [10000, 200, 3000, 80000, 400, 0, 100, 50]);
  assert.deepEqual([...stat.cpuNumbers], [0, 1]);
  assert.deepEqual([...stat.cpuTicks.slice(CPU_FIELD_COUNT)], [4000, 100, 1000, 41000, 100, 0, 20, 20]);
  assert.equal(stat.forks, 4711);
});

test('seven fields, as Linux 2.6.18 had them: what was not accounted is 0', () => {
  const stat = parseFixture('linux-2.6.18');
  assert.deepEqual([...stat.totalTicks], [4321, 12, 1000, 90000, 500, 30, 40, 0]);
  assert.equal(stat.forks, 2222);
});

test('four fields, as Linux 2.4 had them', () => {
  const stat = parseFixture('linux-2.4');
  assert.deepEqual([...stat.totalTicks], [1132, 34, 1441, 113117, 0, 0, 0, 0]);
  assert.deepEqual([...stat.cpuTicks], [1132, 34, 1441, 113117, 0, 0, 0, 0]);
});

test('CPUs that are offline leave a gap in the numbers', () => {
  const bytes = fixtureBytes('cpu-hotplug/steps/cpu2-offline/proc/stat');
  assert.deepEqual([...parseStat('/proc/stat', bytes).cpuNumbers], [0, 1, 3]);
});

for (const cores of [64, 256]) {
  test(`${cores} CPUs`, () => {
    const text = statOfCores(cores, (core) => [core, 1, 2, 1000 + core, 3, 4, 5, 6, 0, 0]);
    const stat = parseStat('/proc/stat', Buffer.from(text));
    assert.equal(stat.cpuNumbers.length, cores);
    assert.equal(stat.cpuNumbers.at(-1), cores - 1);
    assert.deepEqual(
      [...stat.cpuTicks.slice((cores - 1) * CPU_FIELD_COUNT)],
      [cores - 1, 1, 2, 1000 + cores - 1, 3, 4, 5, 6],
    );
  });
}

test('no count of forks is not known, rather than 0', () => {
  assert.equal(parseStat('/proc/stat', Buffer.from('cpu  1 2 3 4\ncpu0 1 2 3 4\n')).forks, undefined);
  assert.equal(parseStat('/proc/stat', Buffer.from('cpu  1 2 3 4')).forks, undefined);
});

test('the reader sees what the kernel writes next', (t) => {
  const host = fixtureHost(t, 'debian-12');
  const reader = createStatReader(host.procRoot);
  assert.equal(reader.read().forks, 4711);
  host.step('one-second-later');
  assert.equal(reader.read().forks, 4713);
  reader.close();
});

test("this machine's own", () => {
  const reader = createStatReader('/proc');
  const { totalTicks, cpuNumbers, forks } = reader.read();
  reader.close();
  assert.ok(totalTicks.every((ticks) => ticks >= 0) && cpuNumbers.length > 0);
  assert.ok(forks !== undefined && forks > 0);
});

testMalformed(parseStat, {
  'an empty file': '',
  'another first line': 'intr 1 2 3\ncpu  1 2 3 4\n',
  'a CPU line only': 'cpu0 1 2 3 4\n',
  'three fields': 'cpu  1 2 3\n',
  'words for numbers': 'cpu  user nice system idle\n',
  'a negative number': 'cpu  1 -2 3 4\n',
  'a CPU without a number': 'cpu  1 2 3 4\ncpux 1 2 3 4\n',
  'CPUs that descend': 'cpu  1 2 3 4\ncpu5 1 2 3 4\ncpu3 1 2 3 4\n',
  'a CPU twice': 'cpu  1 2 3 4\ncpu0 1 2 3 4\ncpu0 1 2 3 4\n',
  'a CPU of a number that no kernel gives': 'cpu  1 2 3 4\ncpu4000000000 1 2 3 4\n',
  'a CPU with three fields': 'cpu  1 2 3 4\ncpu0 1 2 3\n',
  'a count of forks that is none': 'cpu  1 2 3 4\nprocesses many\n',
});
