import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stackLayers } from '../../src/web/data/layers.ts';
import { summaryRows } from '../../src/web/data/summary-rows.ts';

test('layers stand on those below; on an unknown one nothing stands', () => {
  assert.deepEqual(
    stackLayers([
      [1, null, 3],
      [10, 20, 30],
      [100, 200, null],
    ]),
    [
      [1, null, 3],
      [11, null, 33],
      [111, null, null],
    ],
  );
});

test('a table of many samples has few rows, each the mean of what is known in it', () => {
  const rows = summaryRows(
    [0, 1, 2, 3, 4],
    [
      [1, 3, null, 5, 9],
      [null, null, 2, 2, 2],
    ],
    3,
  );
  assert.deepEqual(rows, [
    { timeMs: 0, values: [2, null] },
    { timeMs: 2, values: [5, 2] },
    { timeMs: 4, values: [9, 2] },
  ]);
});
