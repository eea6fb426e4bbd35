/** What the bench reads of an answer of stop_collecting. */
export interface RecordingSummary {
  readonly timestamps: readonly (number | null)[];
  readonly startedAt: number;
  readonly interval: number;
  readonly quality: {
    readonly planned: number;
    readonly taken: number;
    readonly missed: number;
    readonly lateness: { readonly p99: number | null; readonly max: number | null };
  };
}

export function sumOfQuality(summaries: readonly RecordingSummary[]): {
  taken: number;
  missed: number;
  latestMs: number;
} {
  let taken = 0;
  let missed = 0;
  let latestMs = 0;
  for (const { quality } of summaries) {
    taken += quality.taken;
    missed += quality.missed;
    latestMs = Math.max(latestMs, quality.lateness.max ?? 0);
  }
  return { taken, missed, latestMs };
}
