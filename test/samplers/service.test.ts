import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProcessTable } from '../../src/samplers/process-table.ts';
import { parseSelector } from '../../src/samplers/selector.ts';
import { Service, type ServiceReading } from '../../src/samplers/service.ts';
import { type FixtureProcesses, fixtureProcesses } from '../support/fixture-processes.ts';

interface Watch {
  readonly service: Service;
  /** A tick at that time; every tick finds that tasks were created. */
  tick(atMs: number): ServiceReading;
}

function watch(host: FixtureProcesses, selector: string, withChildren = false): Watch {
  const table = new ProcessTable(host.procRoot);
  let forks = 0;
  table.refresh(0, forks, true);
  const service = new Service(table, parseSelector(selector), withChildren, 0);
  return {
    service,
    tick(atMs) {
      table.refresh(atMs, ++forks, true);
      return service.read(atMs);
    },
  };
}

const io = (count: number) => ({ count, bytes: count * 1000 });

test('the sums of all that match, and of nothing else', (t) => {
  const host = fixtureProcesses(t);
  host.put(10, { ticks: 100, pages: 30, threads: 2, io: io(5) });
  host.put(11, { ticks: 50, pages: 12, threads: 1, io: io(1) });
  host.put(12, { comm: 'other', ticks: 9999, pages: 9999 });
  const { tick } = watch(host, 'server');
  const reading = tick(0);
  assert.equal(reading.ticks, 150);
  assert.equal(reading.residentPages, 42);
  assert.equal(reading.threads, 3);
  assert.deepEqual([reading.readCount, reading.writeBytes], [6, 6000]);
  assert.equal(reading.openFiles > 0 && reading.filesForbidden + reading.ioForbidden, 0);
  assert.deepEqual([reading.joined, reading.left, reading.members.length], [2, 0, 2]);
});

test('restarted: what the old one used stays, the new one counts from its beginning', (t) => {
  const host = fixtureProcesses(t);
  host.put(10, { ticks: 100, io: io(50) });
  const { tick } = watch(host, 'server');
  tick(0);
  host.put(10, { ticks: 130, io: io(60) });
  assert.equal(tick(1000).ticks, 130);
  host.end(10);
  const gone = tick(2000);
  assert.deepEqual([gone.ticks, gone.readCount, gone.members.length, gone.residentPages], [130, 60, 0, 0]);
  host.put(20, { ticks: 7, io: io(3), startTicks: 9000 });
  const back = tick(3000);
  assert.deepEqual([back.ticks, back.readCount, back.joined, back.left], [137, 63, 2, 1]);
});

test('a pid in use again is another process: no difference is taken between the two', (t) => {
  const host = fixtureProcesses(t);
  host.put(10, { ticks: 1000, startTicks: 5000 });
  const { tick } = watch(host, 'server');
  tick(0);
  host.end(10);
  tick(1000);
  host.put(10, { ticks: 1200, startTicks: 9000, comm: 'other' });
  assert.equal(tick(2000).ticks, 1000);
});

test('who becomes the service by exec counts from then on, not with what it did before', (t) => {
  const host = fixtureProcesses(t);
  const { tick } = watch(host, 'server');
  tick(0);
  host.put(10, { comm: 'sh', ticks: 500, startTicks: 9000 });
  assert.equal(tick(1000).members.length, 0);
  host.put(10, { comm: 'server', ticks: 600, startTicks: 9000 });
  const joined = tick(2000);
  assert.deepEqual([joined.members.length, joined.ticks], [1, 0]);
  host.put(10, { comm: 'server', ticks: 640, startTicks: 9000 });
  assert.equal(tick(3000).ticks, 40);
});

test('who is the service no longer leaves with what it used so far', (t) => {
  const host = fixtureProcesses(t);
  host.put(10, { ticks: 100 });
  const { tick, service } = watch(host, 'server');
  tick(0);
  host.put(10, { ticks: 150, comm: 'other' });
  const left = tick(1000);
  assert.deepEqual([left.members.length, left.left], [0, 1]);
  assert.equal(service.size, 0);
  host.put(10, { ticks: 900, comm: 'other' });
  assert.deepEqual([left.ticks, tick(2000).ticks], [100, 100]);
});

test("an adopted process stays when its parent ends; a stranger with the parent's pid adopts nobody", (t) => {
  const host = fixtureProcesses(t);
  host.put(10, { startTicks: 1000 });
  host.put(20, { comm: 'worker', parentPid: 10, startTicks: 2000, ticks: 5 });
  host.put(30, { comm: 'old', parentPid: 40, startTicks: 2000, ticks: 777 });
  const { tick, service } = watch(host, 'server', true);
  assert.equal(tick(0).members.length, 2);
  host.end(10);
  host.put(20, { comm: 'worker', parentPid: 1, startTicks: 2000, ticks: 9 });
  const orphaned = tick(1000);
  assert.deepEqual([orphaned.members.length, orphaned.ticks], [1, 9]);
  host.put(40, { startTicks: 9000 });
  tick(2000);
  assert.deepEqual(
    [...service.matches()].map(({ process }) => process.pid),
    [20, 40],
  );
});

test('descendants in any order of pids', (t) => {
  const host = fixtureProcesses(t);
  host.put(900, { startTicks: 1 });
  host.put(500, { comm: 'b', parentPid: 900, startTicks: 2 });
  host.put(100, { comm: 'c', parentPid: 500, startTicks: 3 });
  host.put(50, { comm: 'd', parentPid: 100, startTicks: 4 });
  const { tick } = watch(host, 'server', true);
  assert.equal(tick(0).members.length, 4);
});

test('a dead child that its parent has not waited for yet still counts its CPU', (t) => {
  const host = fixtureProcesses(t);
  host.put(10, { state: 'Z', ticks: 33, pages: 0 });
  const reading = watch(host, 'server').tick(0);
  assert.deepEqual([reading.ticks, reading.members.length], [33, 1]);
});

test('a process that cannot be read is an error, and the next tick goes on where the last one was', (t) => {
  const host = fixtureProcesses(t);
  host.put(10, { ticks: 100 });
  host.put(11, { ticks: 100 });
  const { tick } = watch(host, 'server');
  tick(0);
  host.put(10, { ticks: 110 });
  host.write('proc/11/statm', 'nonsense\n');
  assert.throws(() => tick(1000), /does not look as documented/);
  host.put(10, { ticks: 120 });
  host.put(11, { ticks: 105 });
  assert.equal(tick(2000).ticks, 225);
});

test('the process of a pid: is over when it has ended, whoever has its number then', (t) => {
  const host = fixtureProcesses(t);
  const { tick, service } = watch(host, 'pid:10');
  assert.equal(service.isOver, false, 'it may start later');
  host.put(10, { startTicks: 6000, ticks: 4 });
  tick(0);
  assert.equal(service.isOver, false);
  host.end(10);
  tick(1000);
  assert.equal(service.isOver, true);
  host.put(10, { startTicks: 7000, ticks: 999 });
  const reading = tick(2000);
  assert.deepEqual([reading.members.length, reading.ticks, service.isOver], [0, 4, true]);
});
