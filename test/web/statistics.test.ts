import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quantile, statisticsOf } from '../../src/web/data/statistics.ts';

test('mean, percentiles and maximum of 1 … 100', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual(statisticsOf(values), { mean: 50.5, p50: 50.5, p95: 95.05, p99: 99.01, max: 100 });
});

test('what is not known counts neither as 0 nor as a value', () => {
  assert.deepEqual(statisticsOf([null, 4, null, 8]), { mean: 6, p50: 6, p95: 7.8, p99: 7.96, max: 8 });
});

test('of nothing known there is no statistic', () => {
  assert.equal(statisticsOf([]), undefined);
  assert.equal(statisticsOf([null, null]), undefined);
});

test('one value is all its statistics', () => {
  assert.deepEqual(statisticsOf([7]), { mean: 7, p50: 7, p95: 7, p99: 7, max: 7 });
});

test('any values: percentiles ascend, and lie between least and most', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { minLength: 1 });
  fc.assert(
    fc.property(values, (some) => {
      const sorted = Float64Array.from(some).sort();
      const at = [0, 0.25, 0.5, 0.95, 0.99, 1].map((share) => quantile(sorted, share));
      // By ===, to which 0 and -0 are the same number.
      assert.ok(at[0] === sorted[0] && at.at(-1) === sorted.at(-1));
      for (let index = 1; index < at.length; index++) {
        assert.ok((at[index] as number) >= (at[index - 1] as number) - 1e-3);
      }
    }),
  );
});
