import { quantile as quantileOfSorted } from '../../../src/web/data/statistics.ts';

/** @param share 0 to 1: 0.5 is the median; as the page computes it */
export function quantile(values: readonly number[], share: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), share);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Medians of repeated rounds, and how far the rounds lay apart. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

/** The median of the ratios round by round: what slowed the whole machine for a while falls out of it. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] as number)));
}
