import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createTableLayout,
  packRow,
  type Rows,
  rowBytes,
  SampleTable,
} from '../../src/recordings/sample-table.ts';
import { HUNDREDTHS, WHOLE, WIDE } from '../../src/samplers/column.ts';
import { CORE_UNKNOWN } from '../../src/samplers/cpu.ts';

/** A counter, a percentage and a whole number, in an order that mixes the kinds. */
const LAYOUT = createTableLayout([HUNDREDTHS, WIDE, WHOLE]);
const NO_CORES: readonly number[] = [];

const columnOf = (rows: Rows, index: number) => [...rows.column(index)];
const coresOf = (rows: Rows) => Array.from(rows.cores(), (cores) => [...cores]);
const append = (table: SampleTable, values: readonly number[], cores: readonly number[]) =>
  table.append(packRow(LAYOUT, values), cores);
const fill = (table: SampleTable, count: number) => {
  for (let row = 0; row < count; row++) {
    const number = table.length;
    append(table, [number / 100, number * 2 ** 40, number], NO_CORES);
  }
};

test('numbers come back as they were kept: percent in hundredths, counters exactly', () => {
  const table = new SampleTable(LAYOUT);
  append(table, [12.346, 2 ** 53 - 1, 7], NO_CORES);
  append(table, [0, 0, 0], NO_CORES);
  const rows = table.rows();
  assert.deepEqual(columnOf(rows, 0), [12.35, 0]);
  assert.deepEqual(columnOf(rows, 1), [2 ** 53 - 1, 0]);
  assert.deepEqual(columnOf(rows, 2), [7, 0]);
});

test('unknown stays unknown, whatever the kind, and is never 0', () => {
  const table = new SampleTable(LAYOUT);
  append(table, [Number.NaN, Number.NaN, Number.NaN], NO_CORES);
  table.appendUnknown();
  for (const index of [0, 1, 2]) assert.deepEqual(columnOf(table.rows(), index), [Number.NaN, Number.NaN]);
});

test('what a narrow column cannot hold is the most or the least that it can', () => {
  const table = new SampleTable(LAYOUT);
  append(table, [1e12, 1e300, 1e12], NO_CORES);
  append(table, [-1, -1, -1], NO_CORES);
  assert.deepEqual(columnOf(table.rows(), 0), [42_949_672.94, 0]);
  assert.deepEqual(columnOf(table.rows(), 1), [1e300, -1]);
  assert.deepEqual(columnOf(table.rows(), 2), [2 ** 32 - 2, 0]);
});

test('any number of rows, across every border of chunks', () => {
  const table = new SampleTable(LAYOUT);
  fill(table, 5000);
  assert.equal(table.length, 5000);
  assert.deepEqual(
    columnOf(table.rows(), 2),
    Array.from({ length: 5000 }, (_, row) => row),
  );
  for (const [from, to] of [
    [0, 1],
    [31, 33],
    [32, 96],
    [1000, 3000],
    [4999, 5000],
    [5000, 5000],
  ] as const) {
    const rows = table.rows(from, to);
    assert.equal(rows.count, to - from);
    assert.deepEqual(
      columnOf(rows, 2),
      Array.from({ length: to - from }, (_, row) => from + row),
    );
  }
});

test('memory is no more than the rows that are expected, and grows with those that are there', () => {
  const bytesOfRow = rowBytes(LAYOUT, 4);
  assert.equal(bytesOfRow, 8 + 2 * 4 + 4 * 2);
  const table = new SampleTable(LAYOUT, 2500);
  assert.equal(table.allocatedBytes, 0);
  const cores: number[] = new Array(4).fill(0);
  for (let row = 0; row < 2500; row++) {
    append(table, [0, 0, 0], cores);
    assert.ok(table.allocatedBytes <= bytesOfRow * Math.min(2500, Math.max(32, 3 * (row + 1))));
  }
  assert.equal(table.allocatedBytes, bytesOfRow * 2500);
});

test('more cores than before: earlier rows do not know them', () => {
  const table = new SampleTable(LAYOUT);
  const values: number[] = new Array(3).fill(0);
  append(table, values, [100, 200]);
  append(table, values, [300, 400, 500, 600]);
  append(table, values, [700]);
  table.appendUnknown();
  const unknown = CORE_UNKNOWN;
  assert.deepEqual(coresOf(table.rows()), [
    [100, 200, unknown, unknown],
    [300, 400, 500, 600],
    [700, unknown, unknown, unknown],
    [unknown, unknown, unknown, unknown],
  ]);
  assert.equal(table.rows().coreWidth, 4);
});

test('rows taken out stay what they are while the table grows and forgets', () => {
  const table = new SampleTable(LAYOUT);
  fill(table, 40);
  const early = table.rows();
  const part = table.rows(30, 40);
  fill(table, 4000);
  table.forgetBefore(3000);
  assert.equal(early.count, 40);
  assert.deepEqual(
    columnOf(early, 2),
    Array.from({ length: 40 }, (_, row) => row),
  );
  assert.deepEqual(columnOf(part, 2), [30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
});

test('an iteration that has begun ends where it was to end', () => {
  const table = new SampleTable(LAYOUT);
  fill(table, 3);
  const seen: number[] = [];
  for (const value of table.rows().column(2)) {
    seen.push(value);
    fill(table, 100);
  }
  assert.deepEqual(seen, [0, 1, 2]);
});

test('what is forgotten frees memory, and what is asked to stay stays', () => {
  const table = new SampleTable(LAYOUT);
  for (let row = 0; row < 20_000; row++) {
    fill(table, 1);
    table.forgetBefore(table.length - 3600);
    assert.ok(table.length - table.firstRow >= Math.min(table.length, 3600));
  }
  assert.ok(table.allocatedBytes <= rowBytes(LAYOUT, 0) * (3600 + 2 * 1024));
  const last = table.rows(table.length - 3600);
  assert.deepEqual(columnOf(last, 2)[0], 16_400);
  assert.equal(table.rows(table.firstRow).count, table.length - table.firstRow);
});

test('whatever is appended, the columns hold it', () => {
  const value = fc.oneof(fc.nat(1_000_000), fc.constant(Number.NaN));
  const row = fc.tuple(value, value, value, fc.array(fc.nat(10_000), { maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
      const table = new SampleTable(LAYOUT, rows.length);
      for (const [one, two, three, cores] of rows) append(table, [one, two, three], cores);
      for (const index of [0, 1, 2] as const) {
        assert.deepEqual(
          columnOf(table.rows(), index),
          rows.map((values) => values[index]),
        );
      }
      for (const [at, cores] of coresOf(table.rows()).entries()) {
        const expected = [...(rows[at]?.[3] ?? [])];
        while (expected.length < cores.length) expected.push(CORE_UNKNOWN);
        assert.deepEqual(cores, expected);
      }
    }),
    { numRuns: 50 },
  );
});
