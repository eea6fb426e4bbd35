import type { Column } from '../api/answer.ts';

export interface Statistics {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export type StatisticName = keyof Statistics;

export const STATISTIC_NAMES: readonly StatisticName[] = ['mean', 'p50', 'p95', 'p99', 'max'];

/** Of the values that are known; `undefined` when none is: a mean of nothing is not 0. */
export function statisticsOf(column: Column): Statistics | undefined {
  const sorted = Float64Array.from(column.filter((value) => value !== null)).sort();
  if (sorted.length === 0) return undefined;
  let sum = 0;
  for (const value of sorted) sum += value;
  return {
    mean: sum / sorted.length,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
  };
}

/**
 * Between the two nearest ranks, in proportion: the definition of numpy's default and of spreadsheets'
 * PERCENTILE, so that a reader who recomputes it from the CSV gets the same number.
 */
export function quantile(sorted: Float64Array, share: number): number {
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}
