import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Accumulator } from '../../src/samplers/accumulator.ts';

/** One round: the devices that are there, with their counters. */
function round(sums: Accumulator, devices: Readonly<Record<string, readonly number[]>>): number[] {
  sums.begin();
  for (const [name, counters] of Object.entries(devices)) sums.add(name, [...counters]);
  sums.end();
  return [...sums.totals];
}

test('the first round counts what the kernel counted so far', () => {
  assert.deepEqual(round(new Accumulator(2), { a: [10, 1], b: [5, 2] }), [15, 3]);
});

test('later rounds add differences, and each device knows its own sums', () => {
  const sums = new Accumulator(1);
  round(sums, { a: [10], b: [5] });
  assert.deepEqual(round(sums, { a: [13], b: [9] }), [22]);
  sums.begin();
  assert.deepEqual([...sums.add('a', [14])], [14]);
  assert.deepEqual([...sums.add('b', [9])], [9]);
});

test('a device that goes takes nothing with it, and counts from 0 when it comes back', () => {
  const sums = new Accumulator(1);
  round(sums, { a: [10], b: [100] });
  assert.deepEqual(round(sums, { a: [11] }), [111]);
  assert.deepEqual(round(sums, { a: [11], b: [7] }), [118]);
  assert.equal(sums.resets, 0);
});

test('a device replaced between two rounds: what is on the new counters is new', () => {
  const sums = new Accumulator(2);
  round(sums, { a: [100, 10] });
  assert.deepEqual(round(sums, { a: [4, 20] }), [104, 30]);
  assert.equal(sums.resets, 1);
});

test('a counter of 32 bits that starts again goes on', () => {
  const sums = new Accumulator(2, [1]);
  round(sums, { a: [1, 2 ** 32 - 10] });
  assert.deepEqual(round(sums, { a: [2, 5] }), [2, 2 ** 32 + 5]);
  assert.equal(sums.resets, 0);
});

test('a counter of 32 bits that is a little behind has not gone around', () => {
  const sums = new Accumulator(2, [1]);
  round(sums, { a: [100, 500] });
  assert.deepEqual(round(sums, { a: [120, 30] }), [120, 500]);
  assert.deepEqual(round(sums, { a: [121, 40] }), [121, 510]);
});

test('whatever devices do, no sum falls, and the total is the sum of all', () => {
  const counters = fc.array(fc.nat(1000), { minLength: 2, maxLength: 2 });
  const devices = fc.dictionary(fc.constantFrom('a', 'b', 'c'), counters);
  fc.assert(
    fc.property(fc.array(devices, { maxLength: 20 }), (rounds) => {
      const sums = new Accumulator(2, [1]);
      const own = new Map<string, number[]>();
      let before = [0, 0];
      for (const present of rounds) {
        sums.begin();
        for (const [name, raw] of Object.entries(present)) {
          own.set(name, [...sums.add(name, [...raw])]);
        }
        sums.end();
        const totals = [...sums.totals];
        assert.ok(totals.every((total, index) => total >= (before[index] as number)));
        for (const index of [0, 1]) {
          const all = [...own.values()].reduce((sum, values) => sum + (values[index] as number), 0);
          assert.equal(totals[index], all);
        }
        before = totals;
      }
    }),
  );
});
