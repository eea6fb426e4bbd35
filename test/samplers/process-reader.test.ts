import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { KernelFile, Scratch } from '../../src/proc/kernel-file.ts';
import { ParseError } from '../../src/proc/parse-error.ts';
import { parsePidStat } from '../../src/proc/pid-stat.ts';
import { ProcessReader } from '../../src/samplers/process-reader.ts';
import { ProcessTable } from '../../src/samplers/process-table.ts';
import { fixtureProcesses } from '../support/fixture-processes.ts';
import { startPuppet } from '../support/puppet.ts';

const openDescriptors = () => readdirSync('/proc/self/fd').length;

function startTicksOf(pid: number): number {
  const file = new KernelFile(`/proc/${pid}/stat`);
  const { startTicks } = parsePidStat(file.path, file.read());
  file.close();
  return startTicks;
}

for (const keepOpen of [true, false]) {
  test(`a real process, descriptors ${keepOpen ? 'kept open' : 'opened for each reading'}`, async (t) => {
    const { pid, end } = await startPuppet(t);
    const descriptors = openDescriptors();
    const reader = new ProcessReader(
      '/proc',
      { pid, startTicks: startTicksOf(pid) },
      new Scratch(),
      keepOpen,
    );
    const reading = reader.read(1, 1000);
    assert.ok(reading !== undefined && reading.residentPages > 100);
    assert.ok((reading.io?.readCount as number) > 0);
    assert.ok((reading.openFiles as number) >= 3 && (reading.status?.contextSwitches as number) > 0);
    assert.equal(openDescriptors() - descriptors, keepOpen ? 5 : 0);
    const beforeEnd = openDescriptors();
    await end();
    assert.equal(reader.read(2, 2000), undefined);
    assert.equal(reader.read(2, 2000), undefined);
    assert.ok(openDescriptors() < beforeEnd, 'what was open for it is closed');
  });
}

test('services that share a process get one reading a round', (t) => {
  const host = fixtureProcesses(t);
  host.put(7, { ticks: 10 });
  const reader = new ProcessReader(host.procRoot, { pid: 7, startTicks: 5000 }, new Scratch(), true);
  t.after(() => reader.close());
  const first = reader.read(1, 0);
  host.put(7, { ticks: 11 });
  assert.equal(reader.read(1, 0), first);
  assert.equal(reader.read(2, 100)?.stat.utimeTicks, 11);
});

test('another process with the pid is not taken for it, where files are opened anew', (t) => {
  const host = fixtureProcesses(t);
  host.put(7, { startTicks: 9000 });
  const reader = new ProcessReader(host.procRoot, { pid: 7, startTicks: 5000 }, new Scratch(), false);
  assert.equal(reader.read(1, 0), undefined);
});

test('open files and context switches are asked for once a second', (t) => {
  const host = fixtureProcesses(t);
  host.put(7);
  const reader = new ProcessReader(host.procRoot, { pid: 7, startTicks: 5000 }, new Scratch(), true);
  t.after(() => reader.close());
  const switches = (round: number, atMs: number) => reader.read(round, atMs)?.status?.contextSwitches;
  assert.equal(switches(1, 0), 15);
  host.write('proc/7/status', 'Name:\tx\nvoluntary_ctxt_switches:\t100\nnonvoluntary_ctxt_switches:\t1\n');
  assert.equal(switches(2, 999), 15);
  assert.equal(switches(3, 1000), 101);
});

test('what is there and cannot be understood is an error, at every reading of the round', (t) => {
  const host = fixtureProcesses(t);
  host.put(7);
  const reader = new ProcessReader(host.procRoot, { pid: 7, startTicks: 5000 }, new Scratch(), true);
  t.after(() => reader.close());
  host.write('proc/7/statm', 'nonsense\n');
  assert.throws(() => reader.read(1, 0), ParseError);
  assert.throws(() => reader.read(1, 0), ParseError);
  host.put(7, { ticks: 3 });
  assert.equal(reader.read(2, 0)?.stat.utimeTicks, 3);
});

test('the table shares a reader among its users and closes it after the last', (t) => {
  const host = fixtureProcesses(t);
  host.put(7);
  const table = new ProcessTable(host.procRoot);
  table.refresh(0, 1);
  const [process] = [...table.processes()];
  assert.ok(process);
  const descriptors = openDescriptors();
  const reader = table.reader(process);
  assert.equal(table.reader(process), reader);
  reader.read(1, 0);
  assert.equal(openDescriptors(), descriptors + 5);
  table.release(process);
  assert.equal(openDescriptors(), descriptors + 5);
  table.release(process);
  table.release(process);
  assert.equal(openDescriptors(), descriptors);
});
