import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Unit } from '../../src/web/data/metrics.ts';
import { axisSteps, createSay, UNKNOWN } from '../../src/web/data/quantity.ts';

const say = createSay('en');

test('sizes are said in the unit that leaves sensible digits', () => {
  const said: [number, Unit, string][] = [
    [0, 'bytes', '0 B'],
    [999, 'bytes', '999 B'],
    [1023, 'bytes', '1.00 KB'],
    [126_000, 'bytesPerSecond', '123 KB/s'],
    [12.9 * 2 ** 20, 'bytesPerSecond', '12.9 MB/s'],
    [1020 * 2 ** 20, 'bytes', '1.00 GB'],
    [23.5 * 2 ** 30, 'bytes', '23.5 GB'],
    [3.2 * 2 ** 40, 'bytes', '3.20 TB'],
    [3.04, 'perSecond', '3/s'],
    [1234, 'perSecond', '1.23 k/s'],
    [12.34, 'percent', '12.3%'],
    [100, 'percent', '100%'],
    [0.634, 'load', '0.63'],
    [1.234, 'milliseconds', '1.23 ms'],
    [1500, 'milliseconds', '1.50 s'],
    [72_000, 'count', '72.0 k'],
  ];
  for (const [value, unit, text] of said) assert.equal(say(value, unit), text);
});

test('what is not known is a dash, never 0', () => {
  for (const value of [null, undefined, Number.NaN]) assert.equal(say(value, 'bytes'), UNKNOWN);
});

test('an axis drops the zeros that a changing number keeps', () => {
  const round = createSay('en', 'round');
  assert.equal(round(8 * 2 ** 30, 'bytes'), '8 GB');
  assert.equal(round(50, 'percent'), '50%');
  assert.equal(say(50, 'percent'), '50.0%');
});

test('the decimal mark is the language’s', () => {
  assert.equal(createSay('de')(12.34, 'percent'), '12,3%');
});

test('any number is said short', () => {
  const units: Unit[] = ['percent', 'bytes', 'bytesPerSecond', 'perSecond', 'count', 'load', 'milliseconds'];
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), fc.constantFrom(...units), (value, unit) => {
      const limit = unit === 'percent' || unit === 'load' || unit === 'milliseconds' ? 26 : 11;
      assert.ok(say(value, unit).length <= limit, say(value, unit));
    }),
  );
});

test('axis steps ascend; those of bytes are powers of two', () => {
  for (const unit of ['bytes', 'percent'] as const) {
    const steps = axisSteps(unit);
    assert.ok(steps.every((step, index) => index === 0 || step > (steps[index - 1] as number)));
  }
  assert.ok(axisSteps('bytes').every((step) => Number.isInteger(Math.log2(step))));
});
