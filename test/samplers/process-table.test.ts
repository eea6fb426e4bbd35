import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ParseError } from '../../src/proc/parse-error.ts';
import type { KnownProcess } from '../../src/samplers/known-process.ts';
import { ProcessTable } from '../../src/samplers/process-table.ts';
import { type FixtureProcesses, fixtureProcesses } from '../support/fixture-processes.ts';

/** Writes down what a table tells. */
class Witness {
  readonly considered: string[] = [];
  readonly forgotten: string[] = [];

  consider(processes: readonly KnownProcess[]): void {
    for (const { pid, comm } of processes) this.considered.push(`${pid} ${comm}`);
  }

  forget({ pid, comm }: KnownProcess): void {
    this.forgotten.push(`${pid} ${comm}`);
  }
}

function watched(host: FixtureProcesses): { table: ProcessTable; witness: Witness } {
  const table = new ProcessTable(host.procRoot);
  const witness = new Witness();
  table.observe(witness);
  return { table, witness };
}

const pids = (table: ProcessTable) => [...table.processes()].map(({ pid }) => pid).sort((a, b) => a - b);

test('the first refresh lists everything', (t) => {
  const host = fixtureProcesses(t);
  for (const pid of [1, 20, 300]) host.put(pid);
  host.write('proc/version', 'Linux');
  const { table, witness } = watched(host);
  table.refresh(0, 100);
  assert.deepEqual(pids(table), [1, 20, 300]);
  assert.equal(witness.considered.length, 3);
});

test('nothing is listed while the kernel has forked nothing', (t) => {
  const host = fixtureProcesses(t);
  host.put(1);
  const { table } = watched(host);
  table.refresh(0, 100);
  host.put(2);
  table.refresh(60_000, 100);
  assert.deepEqual(pids(table), [1]);
  table.refresh(61_000, 101);
  assert.deepEqual(pids(table), [1, 2]);
});

test('however much is forked, lists are at least 10 ms apart, but for who asks for one', (t) => {
  const host = fixtureProcesses(t);
  const { table } = watched(host);
  table.refresh(1000, 100);
  host.put(1);
  table.refresh(1009, 101);
  assert.deepEqual(pids(table), []);
  table.refresh(1009, 101, true);
  assert.deepEqual(pids(table), [1]);
  host.put(2);
  // The list before took some time, of which at most a fiftieth may go into lists.
  table.refresh(100_000, 102);
  assert.deepEqual(pids(table), [1, 2]);
});

test('where forks are not counted, it lists ten times a second', (t) => {
  const host = fixtureProcesses(t);
  const { table } = watched(host);
  table.refresh(1000, undefined);
  host.put(1);
  table.refresh(1099, undefined);
  assert.deepEqual(pids(table), []);
  table.refresh(1100, undefined);
  assert.deepEqual(pids(table), [1]);
});

test('those that have gone are forgotten, children before their parents', (t) => {
  const host = fixtureProcesses(t);
  host.put(500, { comm: 'child', parentPid: 700, startTicks: 9000 });
  host.put(700, { comm: 'parent', startTicks: 8000 });
  host.put(800, { comm: 'other' });
  const { table, witness } = watched(host);
  table.refresh(0, 100);
  host.end(500);
  host.end(700);
  table.refresh(1000, 101);
  assert.deepEqual(witness.forgotten, ['500 child', '700 parent']);
  assert.deepEqual(pids(table), [800]);
});

test('a pid that is in use again is noticed once so many tasks were created that it can be', (t) => {
  const host = fixtureProcesses(t);
  host.put(4711, { comm: 'before', startTicks: 5000 });
  const { table, witness } = watched(host);
  table.refresh(0, 100);
  host.put(4711, { comm: 'after', startTicks: 90_000 });
  table.refresh(60_000, 100 + 16_384);
  assert.deepEqual(witness.forgotten, ['4711 before']);
  assert.deepEqual(witness.considered, ['4711 before', '4711 after']);
});

test('a young process is looked at again, for it may call exec; one that has grown up is not', (t) => {
  const host = fixtureProcesses(t);
  const { table, witness } = watched(host);
  table.refresh(0, 100);
  host.put(1, { comm: 'sh' });
  table.refresh(1000, 101);
  host.put(1, { comm: 'server' });
  table.refresh(1040, 101);
  assert.deepEqual(witness.considered, ['1 sh']);
  table.refresh(1050, 101);
  assert.deepEqual(witness.considered, ['1 sh', '1 server']);
  table.refresh(9001, 101);
  witness.considered.length = 0;
  host.put(1, { comm: 'late' });
  table.refresh(60_000, 101);
  assert.deepEqual(witness.considered, []);
});

test('so is one that was begun just before the first listing, as the uptime tells', (t) => {
  const host = fixtureProcesses(t);
  host.write('proc/uptime', '52.00 100.00\n');
  host.put(1, { comm: 'old', startTicks: 4000 });
  host.put(2, { comm: 'young', startTicks: 5100 });
  const { table, witness } = watched(host);
  table.refresh(0, 100);
  witness.considered.length = 0;
  host.put(1, { comm: 'old2', startTicks: 4000 });
  host.put(2, { comm: 'young2', startTicks: 5100 });
  table.refresh(2000, 100);
  assert.deepEqual(witness.considered, ['2 young2']);
});

test('an uptime that is another clock than that of the processes makes them old, not broken', (t) => {
  const host = fixtureProcesses(t);
  host.write('proc/uptime', '3.00 1.00\n');
  host.put(1, { startTicks: 5000 });
  const { table } = watched(host);
  table.refresh(0, 100);
  assert.deepEqual([...table.processes()][0]?.lookAgainAtMs, Number.POSITIVE_INFINITY);
});

test('a young process that turns out to be another with its pid is forgotten', (t) => {
  const host = fixtureProcesses(t);
  const { table, witness } = watched(host);
  table.refresh(0, 100);
  host.put(1, { comm: 'one', startTicks: 5000 });
  table.refresh(1000, 101);
  host.put(1, { comm: 'another', startTicks: 5050 });
  table.refresh(1050, 101);
  assert.deepEqual(witness.forgotten, ['1 one']);
  table.refresh(2000, 102);
  assert.deepEqual(pids(table), [1]);
});

test('one that cannot be read hides none of the others', (t) => {
  const host = fixtureProcesses(t);
  const { table, witness } = watched(host);
  table.refresh(0, 100);
  for (const pid of [1, 2, 3]) host.put(pid);
  host.write('proc/2/stat', 'nonsense\n');
  for (const forks of [101, 102]) assert.throws(() => table.refresh(1000, forks, true), ParseError);
  host.put(2);
  table.refresh(1020, 103, true);
  assert.deepEqual(witness.considered.toSorted(), ['1 server', '2 server', '3 server']);
});

test('who observes no longer hears nothing', (t) => {
  const host = fixtureProcesses(t);
  const { table, witness } = watched(host);
  table.unobserve(witness);
  host.put(1);
  table.refresh(0, 100);
  assert.deepEqual(witness.considered, []);
});
