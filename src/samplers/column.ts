/**
 * What a number is, which decides how an answer writes it: `percent` as it is; `memory` and `io` are bytes
 * inside, and GB, MB or bytes outside; `count` a whole number; `load` and `milliseconds` as they are.
 */
export type Unit = 'percent' | 'memory' | 'io' | 'count' | 'load' | 'milliseconds' | 'epoch';

/**
 * How a value is kept. `u32` holds `value × scale` rounded, up to 2^32 - 2, in four bytes; `f64` any number.
 * Counters of bytes need `f64`, percentages do not.
 */
export type Storage = { readonly kind: 'u32'; readonly scale: number } | { readonly kind: 'f64' };

/** One series of PerformanceInfo: one number a sample, NaN where it could not be read. */
export interface Column {
  /** Where it stands in the answer: `['cpu', 'percent']` is `cpu.percent`. */
  readonly path: readonly string[];
  readonly unit: Unit;
  readonly storage: Storage;
  /** Answered only when `detail=full` is asked for; recorded always. */
  readonly detail: boolean;
}

export const WIDE: Storage = { kind: 'f64' };
/** Two decimals, up to 42,949,672.94. */
export const HUNDREDTHS: Storage = { kind: 'u32', scale: 100 };
/** Four decimals, up to 429,496.7294: a process's share of a large memory is small. */
export const TEN_THOUSANDTHS: Storage = { kind: 'u32', scale: 10_000 };
export const WHOLE: Storage = { kind: 'u32', scale: 1 };
