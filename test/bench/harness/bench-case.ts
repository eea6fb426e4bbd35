import type { Plot } from './plot.ts';

/** How a run is to be: `--quick` is for seeing that everything works, its figures are coarse. */
export interface BenchContext {
  readonly isQuick: boolean;
  /** A directory that is removed after the case, on the file system of temporary files. */
  readonly directory: string;
  /** One line of progress, for whoever waits. */
  say(text: string): void;
}

export interface BenchCase {
  readonly name: string;
  readonly describe: string;
  run(context: BenchContext): Promise<CaseResult>;
}

export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** Something that was to be reached: one line of the summary. */
export interface Check {
  readonly what: string;
  /** What was measured, in words and numbers: `ours 40 µs, theirs 120 µs`. */
  readonly measured: string;
  /** The number that is held against the target. */
  readonly value: number;
  readonly unit: string;
  readonly target: Target;
}

/** What a case has to say beside its checks. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface CaseResult {
  readonly checks: readonly Check[];
  readonly tables: readonly Table[];
  /** What a reader must know to judge the numbers. */
  readonly notes: readonly string[];
  readonly plots?: readonly Plot[];
}

export function isMet({ value, target }: Check): boolean {
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}
