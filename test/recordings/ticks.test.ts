import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Recording } from '../../src/recordings/recording.ts';
import { PROCESS_COLUMNS } from '../../src/samplers/process.ts';
import { parseSelector } from '../../src/samplers/selector.ts';
import { recorderRig } from '../support/recorder-rig.ts';

const server = { selector: parseSelector('server') };

/** One of the process's columns over all samples. */
function processColumn(recording: Recording, path: string): number[] {
  const index = PROCESS_COLUMNS.findIndex((column) => column.path.join('.') === path);
  return [...(recording.view().process?.column(index) ?? assert.fail('no service was recorded'))];
}

test('each instant at which something is due is one reading of the kernel', async (t) => {
  const { clock, kernelReads, start } = recorderRig(t);
  for (const hash of ['a', 'b', 'c']) {
    await start({ hash, durationMs: 60_000, intervalMs: 1000 });
    clock.advance(1);
  }
  const before = kernelReads();
  // Three recordings begun one after the other, and the live sampler at its own instants.
  clock.advance(10_000);
  assert.equal(kernelReads() - before, 4 * 10);
});

test('recordings begun at the same instant read the kernel once for all, whatever their intervals', async (t) => {
  const { clock, kernelReads, start } = recorderRig(t);
  const recordings = await Promise.all(
    [100, 200, 500, 1000].map((intervalMs) => start({ hash: `${intervalMs}`, durationMs: 5000, intervalMs })),
  );
  const before = kernelReads();
  clock.advance(5000);
  // Ten a second for the shortest interval, and the live sampler's.
  assert.equal(kernelReads() - before, 50 + 5);
  for (const { quality } of recordings) assert.equal(quality.missed, 0);
});

test('an agent that records nothing reads the kernel once a second', (t) => {
  const { clock, kernelReads } = recorderRig(t);
  const before = kernelReads();
  clock.advance(60_000);
  assert.equal(kernelReads() - before, 60);
});

test('one service in recordings of different phases: each has the differences of its own instants', async (t) => {
  const { clock, host, start } = recorderRig(t);
  host.put(7, { ticks: 0 });
  const one = await start({ hash: 'one', durationMs: 4000, intervalMs: 1000, ...server });
  clock.advance(500);
  // From now on 30 ticks of CPU each half second.
  const other = await start({ hash: 'other', durationMs: 2000, intervalMs: 500, ...server });
  for (let step = 1; step <= 7; step++) {
    clock.advance(250);
    host.put(7, { ticks: 30 * step });
    clock.advance(250);
  }
  assert.deepEqual(processColumn(one, 'cpu.percent'), [30, 60, 60, 60]);
  assert.deepEqual(processColumn(other, 'cpu.percent'), [60, 60, 60, 60]);
});

test('a service that starts later, is restarted and stops: CPU of what ran, and sums that never fall', async (t) => {
  const { clock, host, start } = recorderRig(t);
  const recording = await start({ hash: 'a', durationMs: 5000, intervalMs: 1000, ...server });
  let forks = 5000;
  const second = (change: () => void) => {
    change();
    host.write('proc/stat', `cpu  1 1 1 1\nprocesses ${++forks}\n`);
    clock.advance(1000);
  };
  clock.advance(500);
  second(() => undefined);
  second(() => host.put(7, { ticks: 20, startTicks: 9000, io: { count: 5, bytes: 5000 } }));
  second(() => {
    host.end(7);
    host.put(8, { ticks: 10, startTicks: 9100, io: { count: 2, bytes: 1000 } });
  });
  second(() => host.put(8, { ticks: 60, startTicks: 9100, io: { count: 4, bytes: 3000 } }));
  second(() => host.end(8));
  assert.deepEqual(processColumn(recording, 'count'), [0, 1, 1, 1, 0]);
  assert.deepEqual(processColumn(recording, 'cpu.percent'), [0, 20, 10, 50, 0]);
  assert.deepEqual(processColumn(recording, 'io.writeCount'), [0, 5, 7, 9, 9]);
  assert.deepEqual(processColumn(recording, 'io.readSize'), [0, 5000, 6000, 8000, 8000]);
  assert.deepEqual([recording.quality.processesJoined, recording.quality.processesLeft], [2, 2]);
  assert.deepEqual(
    recording.members.map(({ pid, firstSample, lastSample, ticks }) => [pid, firstSample, lastSample, ticks]),
    [
      [7, 1, 1, 20],
      [8, 2, 3, 60],
    ],
  );
});

test('a pid: that is in use again is another process for a recording that begins then', async (t) => {
  const { clock, host, start } = recorderRig(t);
  const selector = parseSelector('pid:7');
  host.put(7, { startTicks: 5000 });
  const old = await start({ hash: 'old', selector });
  host.end(7);
  clock.advance(1000);
  host.write('proc/stat', 'cpu  1 1 1 1\nprocesses 30000\n');
  clock.advance(1000);
  host.put(7, { startTicks: 9000 });
  const young = await start({ hash: 'young', selector });
  assert.deepEqual([old.matched, young.matched], [0, 1]);
  clock.advance(1000);
  assert.deepEqual([processColumn(old, 'count').at(-1), processColumn(young, 'count').at(-1)], [0, 1]);
});
