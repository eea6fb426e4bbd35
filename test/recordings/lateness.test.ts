import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LatenessHistogram } from '../../src/recordings/lateness.ts';

test('without a sample there is nothing to tell', () => {
  const histogram = new LatenessHistogram();
  assert.deepEqual(
    [histogram.count, histogram.maxMs, histogram.percentileMs(0.99)],
    [0, undefined, undefined],
  );
});

test('punctual samples are punctual', () => {
  const histogram = new LatenessHistogram();
  for (let sample = 0; sample < 10; sample++) histogram.add(0);
  assert.equal(histogram.percentileMs(0.99), 0);
});

test('a percentile is not moved by the one late sample of a thousand', () => {
  const histogram = new LatenessHistogram();
  for (let sample = 0; sample < 999; sample++) histogram.add(1);
  histogram.add(5000);
  const p99 = histogram.percentileMs(0.99) as number;
  assert.ok(p99 >= 1 && p99 <= 1.1);
  assert.equal(histogram.maxMs, 5000);
  assert.equal(histogram.percentileMs(1), 5000);
});

test('a percentile is the truth or at most a tenth more, up to hours', () => {
  const lateness = fc.array(fc.double({ min: 0.01, max: 36_000_000, noNaN: true }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(lateness, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
      const histogram = new LatenessHistogram();
      for (const value of values) histogram.add(value);
      const sorted = values.toSorted((one, other) => one - other);
      const truth = sorted[Math.max(0, Math.ceil(share * values.length - 1e-9) - 1)] as number;
      const told = histogram.percentileMs(share) as number;
      assert.ok(told >= truth * 0.999_999 && told <= truth * 1.100_001, `${told} for ${truth}`);
    }),
  );
});
