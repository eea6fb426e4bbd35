import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/recordings/clock.ts';

test('the monotonic clock does not go back, and has fractions of a millisecond', () => {
  let last = systemClock.monotonicMs();
  let hasFraction = false;
  for (let reading = 0; reading < 1000; reading++) {
    const now = systemClock.monotonicMs();
    assert.ok(now >= last);
    if (!Number.isInteger(now)) hasFraction = true;
    last = now;
  }
  assert.ok(hasFraction);
});

test('a callback comes once, and not when it was cancelled', async () => {
  const heard: string[] = [];
  await new Promise<void>((resolve) => {
    const cancel = systemClock.after(0, () => heard.push('cancelled'));
    systemClock.after(0, () => heard.push('first'));
    systemClock.after(5, resolve);
    cancel();
  });
  assert.deepEqual(heard, ['first']);
});

test('a wait of more than timers can count does not come at once', async () => {
  let isOver = false;
  const cancel = systemClock.after(2 ** 31 + 1000, () => {
    isOver = true;
  });
  await new Promise<void>((resolve) => systemClock.after(20, resolve));
  cancel();
  assert.equal(isOver, false);
});
