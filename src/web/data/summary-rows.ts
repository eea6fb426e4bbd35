import type { Column, Value } from '../api/answer.ts';

/** A stretch of samples in the table behind a chart. */
export interface SummaryRow {
  readonly timeMs: number;
  /** Mean of the known values in this stretch, one a series; `null` where none is known. */
  readonly values: readonly Value[];
}

/** At most `limit` rows of equally many samples: a table of 86,400 rows reads no better than none. */
export function summaryRows(
  timesMs: readonly number[],
  columns: readonly Column[],
  limit: number,
): SummaryRow[] {
  const size = Math.max(1, Math.ceil(timesMs.length / limit));
  const rows: SummaryRow[] = [];
  for (let from = 0; from < timesMs.length; from += size) {
    const values = columns.map((column) => meanOf(column, from, Math.min(from + size, timesMs.length)));
    rows.push({ timeMs: timesMs[from] ?? 0, values });
  }
  return rows;
}

function meanOf(column: Column, from: number, end: number): Value {
  let sum = 0;
  let known = 0;
  for (let index = from; index < end; index++) {
    const value = column[index];
    if (value === null || value === undefined) continue;
    sum += value;
    known++;
  }
  return known === 0 ? null : sum / known;
}
