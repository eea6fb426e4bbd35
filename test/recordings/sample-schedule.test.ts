import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { createSampleSchedule, plannedSamples } from '../../src/recordings/sample-schedule.ts';

suite('how many samples', () => {
  for (const [durationMs, intervalMs, samples] of [
    [1000, 1000, 1],
    [1000, 100, 10],
    [300, 100, 3],
    [0.3 * 1000, 0.1 * 1000, 3],
    [1000, 300, 3],
    [1000, 333.333, 3],
    [1000, 333.334, 2],
    [500, 1000, 1],
    [1, 604_800_000, 1],
    [604_800_000, 100, 6_048_000],
    [1100, 110, 10],
    [700, 0.7, 1000],
  ] as const) {
    test(`${durationMs} ms every ${intervalMs} ms: ${samples}`, () => {
      assert.equal(plannedSamples(durationMs, intervalMs), samples);
    });
  }

  test('any duration of whole intervals has as many samples', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 5000 }),
        (us, count) => {
          assert.equal(plannedSamples((us * count) / 1000, us / 1000), count);
        },
      ),
    );
  });
});

suite('when', () => {
  test('sample k is due k + 1 intervals after the start', () => {
    const schedule = createSampleSchedule(5000, 1000, 300);
    assert.deepEqual([0, 1, 2].map(schedule.dueMs), [5300, 5600, 5900]);
    assert.equal(schedule.endMs, 6000);
  });

  test('an interval longer than the duration: one sample, at the end', () => {
    const schedule = createSampleSchedule(5000, 400, 1000);
    assert.deepEqual([schedule.planned, schedule.dueMs(0), schedule.endMs], [1, 5400, 5400]);
  });

  test('which sample it is time for', () => {
    const { latestDue } = createSampleSchedule(5000, 1000, 300);
    assert.deepEqual([4000, 5000, 5299, 5300, 5599.9, 5900, 6199].map(latestDue), [-1, -1, -1, 0, 0, 2, 2]);
    assert.equal(latestDue(6200), 3, 'even the last was missed');
    assert.equal(latestDue(99_999), 3);
  });

  test('however short the interval, the last sample has a tenth of a second', () => {
    const { latestDue } = createSampleSchedule(5000, 1, 1000);
    assert.deepEqual([5000.5, 5001, 5002, 5100.9, 5101].map(latestDue), [-1, 0, 0, 0, 1]);
  });

  test('each instant is that of its own sample, after weeks too', () => {
    const { dueMs, latestDue, planned } = createSampleSchedule(8_640_000_123.4, 604_800_000, 100);
    for (const index of [0, 1, 7, 12_345, 6_000_000, planned - 1]) {
      assert.equal(latestDue(dueMs(index) + 0.5), index);
      assert.equal(latestDue(dueMs(index) - 0.5), index - 1);
    }
  });
});
