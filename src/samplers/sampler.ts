import type { Column } from './column.ts';

/** What lies between two readings. */
export interface Between {
  /** Monotonic milliseconds, never 0. */
  readonly elapsedMs: number;
}

/**
 * One source of numbers about the whole system. It reads the kernel once a tick, however many recordings are
 * due; what a recording stores is the difference between the reading of its own last sample and this one.
 */
export interface Sampler<Reading> {
  /** As it appears in `quality` when it cannot be read. */
  readonly name: string;
  /** What one sample holds, in order. */
  readonly columns: readonly Column[];
  /** Reads the kernel. What it throws costs this sampler's numbers only. */
  read(): Reading;
  /**
   * Writes `columns.length` numbers into `row` from `offset` on; what is not known stays NaN.
   * `before` is undefined in the first sample after a reading that failed.
   */
  write(before: Reading | undefined, after: Reading, between: Between, row: number[], offset: number): void;
  close(): void;
}
