import type { Table } from './bench-case.ts';
import { microseconds } from './quantities.ts';
import type { Measured } from './rounds.ts';

/** Median, lowest and highest of the rounds, one contender a row. */
export function spreadTable(title: string, measured: readonly Measured[]): Table {
  return {
    title,
    columns: ['', 'median', 'lowest', 'highest', 'rounds'],
    rows: measured.map(({ name, median, lowest, highest, rounds }) => [
      name,
      microseconds(median),
      microseconds(lowest),
      microseconds(highest),
      rounds.length,
    ]),
  };
}
