import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

/** How far two figures of the same thing may lie apart: so much, and so large a part of theirs. */
export interface Tolerance {
  readonly absolute?: number;
  readonly relative?: number;
}

export type Theirs = Readonly<Record<string, number>>;

/** Ours beside each of theirs; both are in the test's output, so that a small difference can be seen too. */
export function assertAgree(
  t: TestContext,
  what: string,
  ours: number,
  theirs: Theirs,
  { absolute = 0, relative = 0 }: Tolerance = {},
): void {
  const told = Object.entries(theirs).map(([tool, figure]) => `${tool} ${round(figure)}`);
  const text = `${what}: ours ${round(ours)}, ${told.join(', ')}`;
  t.diagnostic(text);
  for (const [tool, figure] of Object.entries(theirs)) {
    const allowed = absolute + relative * Math.abs(figure);
    assert.ok(Math.abs(ours - figure) <= allowed, `${text}; ${tool} is more than ${round(allowed)} away`);
  }
}

function round(figure: number): number {
  return Number(figure.toFixed(3));
}

/** Without the first: a percentage is about the time since the sample before, and the window begins with the first. */
export function meanSince(percents: readonly number[]): number {
  const within = percents.slice(1);
  // To JavaScript a null of the answer is 0 in a sum.
  assert.ok(within.every(Number.isFinite), `a share is missing: ${within}`);
  return within.reduce((sum, percent) => sum + percent, 0) / within.length;
}

/** CPU seconds since a recording was started, from its percentages and the times of its samples. */
export function cpuSeconds(
  startedAt: number,
  timestamps: readonly number[],
  percents: readonly number[],
): number {
  return percents.reduce((seconds, percent, sample) => {
    const sinceMs = (timestamps[sample] as number) - (timestamps[sample - 1] ?? startedAt);
    return seconds + (percent / 100) * (sinceMs / 1000);
  }, 0);
}

/** By how much a counter grew from the first sample to the last. */
export function growth(counter: readonly number[]): number {
  return (counter.at(-1) as number) - (counter[0] as number);
}

/** The middle one: what happened to one sample alone does not move it. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
