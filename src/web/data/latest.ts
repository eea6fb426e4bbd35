import type { Column, Value } from '../api/answer.ts';
import { ratesOf } from './rates.ts';

/** The newest value, if the newest sample has one: an old value would pass for the present. */
export function latestValue(column: Column | undefined): Value {
  return column?.at(-1) ?? null;
}

/** A counter's change per second between its two newest samples. */
export function latestRate(column: Column | undefined, timesMs: readonly number[]): Value {
  return latestValue(ratesOf(column?.slice(-2) ?? [], timesMs.slice(-2)));
}
