import type { Column } from '../api/answer.ts';

/**
 * Epoch milliseconds of every slot. A slot that was missed has no timestamp of its own; it is given its
 * scheduled instant, counted from the nearest sample before it (or after it, at the beginning).
 *
 * @param intervalMs milliseconds from one slot to the next
 */
export function fillTimes(timestamps: Column, intervalMs: number): number[] {
  const known = timestamps.findIndex((time) => time !== null);
  if (known < 0) return timestamps.map((_, index) => index * intervalMs);
  let previous = (timestamps[known] ?? 0) - (known + 1) * intervalMs;
  return timestamps.map((time) => {
    previous = time ?? previous + intervalMs;
    return previous;
  });
}
