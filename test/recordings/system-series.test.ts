import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSystemLayout,
  packSample,
  SystemSeries,
  type SystemView,
} from '../../src/recordings/system-series.ts';
import { type Column, WHOLE } from '../../src/samplers/column.ts';
import { DISK_COLUMNS } from '../../src/samplers/disk-io.ts';

const COLUMNS: readonly Column[] = [{ path: ['x'], unit: 'count', storage: WHOLE, detail: false }];
const READ_COUNT = 2;

const LAYOUT = createSystemLayout(COLUMNS);
const createSeries = () => new SystemSeries(LAYOUT);

/** A sample in which these disks had so many reads. */
function append(series: SystemSeries, value: number, disks: Readonly<Record<string, number>> = {}): void {
  const rows = Object.entries(disks).map(([name, reads]) => {
    const row: number[] = new Array(DISK_COLUMNS.length).fill(0);
    row[READ_COUNT] = reads;
    return [name, row] as const;
  });
  const row = { values: [value], corePercents: [value], disks: new Map(rows) };
  series.append(packSample(LAYOUT, row, 1000 + value));
}

/** A disk's reads over the samples of the view. */
function readsOf(view: SystemView, name: string): number[] {
  const disk = view.disks.find((candidate) => candidate.name === name);
  assert.ok(disk, `${name} is not there`);
  return [...Array(disk.missingBefore).fill(Number.NaN), ...disk.rows.column(READ_COUNT)];
}

test('a sample is labelled with the wall clock and holds the row', () => {
  const series = createSeries();
  append(series, 1);
  series.appendUnknown();
  append(series, 3);
  const view = series.view();
  assert.deepEqual([...view.timestamps()], [1001, Number.NaN, 1003]);
  assert.deepEqual([...view.column(0)], [1, Number.NaN, 3]);
  assert.equal([...view.cores()].length, 3);
});

test('a disk that appears late, goes and comes back has the length of all the others', () => {
  const series = createSeries();
  append(series, 1, { sda: 10 });
  append(series, 2, { sda: 11, sdb: 5 });
  append(series, 3, { sda: 12 });
  series.appendUnknown();
  append(series, 5, { sda: 13, sdb: 2 });
  const view = series.view();
  assert.deepEqual(readsOf(view, 'sda'), [10, 11, 12, Number.NaN, 13]);
  assert.deepEqual(readsOf(view, 'sdb'), [Number.NaN, 5, Number.NaN, Number.NaN, 2]);
});

for (const from of [0, 1, 2, 3, 4]) {
  test(`the samples from ${from} on`, () => {
    const series = createSeries();
    append(series, 0, { sda: 10 });
    append(series, 1, { sda: 11 });
    append(series, 2, { sda: 12, sdb: 5 });
    append(series, 3, { sda: 13, sdb: 6 });
    const view = series.view(from);
    assert.equal(view.count, 4 - from);
    assert.deepEqual([...view.column(0)], [0, 1, 2, 3].slice(from));
    assert.deepEqual(readsOf(view, 'sda'), [10, 11, 12, 13].slice(from));
    assert.deepEqual(readsOf(view, 'sdb'), [Number.NaN, Number.NaN, 5, 6].slice(from));
  });
}

test('a view stays what it is while the series grows', () => {
  const series = createSeries();
  append(series, 0, { sda: 10 });
  const view = series.view();
  for (let value = 1; value < 3000; value++) append(series, value, { sda: value });
  series.forgetBefore(2000);
  assert.deepEqual([...view.column(0)], [0]);
  assert.deepEqual(readsOf(view, 'sda'), [10]);
});

test('a disk is forgotten with the last sample that saw it', () => {
  const series = createSeries();
  append(series, 0, { usb: 1, sda: 1 });
  for (let value = 1; value < 5000; value++) {
    append(series, value, value === 4990 ? { sda: value, late: 7 } : { sda: value });
    series.forgetBefore(series.length - 3600);
  }
  const view = series.view(series.length - 3600);
  assert.deepEqual(
    view.disks.map(({ name }) => name),
    ['sda', 'late'],
  );
  assert.deepEqual(readsOf(view, 'sda').slice(0, 2), [1400, 1401]);
  const late = readsOf(view, 'late');
  assert.deepEqual([late.length, late.filter((reads) => reads === 7).length], [3600, 1]);
});
