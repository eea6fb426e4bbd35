import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratesOf } from '../../src/web/data/rates.ts';

const seconds = (...at: number[]) => at.map((second) => second * 1000);

test('a counter becomes change per second, the first value has no rate', () => {
  assert.deepEqual(ratesOf([100, 150, 350], seconds(1, 2, 4)), [null, 50, 100]);
});

test('a gap stays a gap; after it comes the mean since the last known value', () => {
  assert.deepEqual(ratesOf([100, null, null, 400], seconds(1, 2, 3, 4)), [null, null, null, 100]);
});

test('a counter that does not move has the rate 0, which is not a gap', () => {
  assert.deepEqual(ratesOf([5, 5], seconds(1, 2)), [null, 0]);
});

test('a counter that fell was reset: unknown, not negative', () => {
  assert.deepEqual(ratesOf([100, 20, 50], seconds(1, 2, 3)), [null, null, 30]);
});

test('two samples at one time have no rate', () => {
  assert.deepEqual(ratesOf([1, 2], seconds(1, 1)), [null, null]);
});
