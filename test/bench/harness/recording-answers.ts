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

/** Ends the recordings `name-0`, `name-1` and so on, and answers what they say. */
export async function stopAll(
  ask: (pathAndQuery: string) => Promise<unknown>,
  name: string,
  count: number,
): Promise<RecordingSummary[]> {
  const summaries: RecordingSummary[] = [];
  for (let index = 0; index < count; index++) {
    summaries.push((await ask(`/performance/stop_collecting?hash=${name}-${index}`)) as RecordingSummary);
  }
  return summaries;
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
