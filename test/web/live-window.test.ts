import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemAnswer } from '../../src/web/api/answer.ts';
import { EMPTY_WINDOW, extendWindow, lastOf } from '../../src/web/data/live-window.ts';
import { systemInfo } from './answers.ts';

const HOUR_MS = 3_600_000;

/** Samples at these seconds, whose CPU is 10, 11, 12 … or `first`, … */
function answer(seconds: readonly number[], first = 10): SystemAnswer {
  return { timestamps: seconds.map((second) => second * 1000), system: systemInfo(seconds.length, first) };
}

test('history fills the window, samples extend it', () => {
  const filled = extendWindow(EMPTY_WINDOW, answer([1, 2, 3]), HOUR_MS);
  const { timesMs, columns } = extendWindow(filled, answer([4], 99), HOUR_MS);
  assert.deepEqual(timesMs, [1000, 2000, 3000, 4000]);
  assert.deepEqual(columns.get('cpu.percent'), [10, 11, 12, 99]);
});

test('history that overlaps replaces what it covers', () => {
  const filled = extendWindow(EMPTY_WINDOW, answer([1, 2, 3]), HOUR_MS);
  const { timesMs, columns } = extendWindow(filled, answer([3, 4, 5], 50), HOUR_MS);
  assert.deepEqual(timesMs, [1000, 2000, 3000, 4000, 5000]);
  assert.deepEqual(columns.get('cpu.percent'), [10, 11, 50, 51, 52]);
});

test('a hole gets an empty slot, so that no line is drawn across it', () => {
  const filled = extendWindow(EMPTY_WINDOW, answer([1, 2]), HOUR_MS);
  const { timesMs, columns } = extendWindow(filled, answer([30]), HOUR_MS);
  assert.deepEqual(timesMs, [1000, 2000, 16_000, 30_000]);
  assert.deepEqual(columns.get('cpu.percent'), [10, 11, null, 10]);
});

test('what is older than the window keeps goes', () => {
  const filled = extendWindow(EMPTY_WINDOW, answer([1, 2, 3, 4]), HOUR_MS);
  const { timesMs, columns } = extendWindow(filled, answer([5], 70), 2000);
  assert.deepEqual(timesMs, [3000, 4000, 5000]);
  assert.deepEqual(columns.get('cpu.percent'), [12, 13, 70]);
});

test('a series that comes later is unknown before', () => {
  const filled = extendWindow(EMPTY_WINDOW, answer([1, 2]), HOUR_MS);
  const next = answer([3]);
  const plugged = {
    ...next,
    system: { ...next.system, io: { devices: [{ name: 'sdb', utilization: [7] }] } },
  };
  const { columns } = extendWindow(filled, plugged, HOUR_MS);
  assert.deepEqual(columns.get('io.devices.sdb.utilization'), [null, null, 7]);
  assert.deepEqual(columns.get('io.devices.sda.utilization'), [1, 2, null]);
});

test('a missed slot keeps its place in time', () => {
  const missed: SystemAnswer = { timestamps: [1000, null, 3000], system: systemInfo(3) };
  assert.deepEqual(extendWindow(EMPTY_WINDOW, missed, HOUR_MS).timesMs, [1000, 2000, 3000]);
});

test('a shorter range shows the newest part', () => {
  const filled = extendWindow(EMPTY_WINDOW, answer([1, 2, 3, 4]), HOUR_MS);
  const { timesMs, columns } = lastOf(filled, 2000);
  assert.deepEqual(timesMs, [2000, 3000, 4000]);
  assert.deepEqual(columns.get('cpu.percent'), [11, 12, 13]);
});
