import type { Column, Value } from '../api/answer.ts';

/**
 * A cumulative counter as change per second. A gap stays a gap; the first value after it is the mean since
 * the last value before it. A counter that fell was reset: nothing is known of that step.
 *
 * @param timesMs epoch milliseconds of each value
 */
export function ratesOf(counter: Column, timesMs: readonly number[]): Value[] {
  let lastValue: Value = null;
  let lastTimeMs = 0;
  return counter.map((value, index) => {
    if (value === null) return null;
    const timeMs = timesMs[index] ?? 0;
    const elapsedSeconds = (timeMs - lastTimeMs) / 1000;
    const change = lastValue === null ? null : value - lastValue;
    lastValue = value;
    lastTimeMs = timeMs;
    return change === null || change < 0 || elapsedSeconds <= 0 ? null : change / elapsedSeconds;
  });
}
