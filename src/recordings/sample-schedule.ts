/** A sum of decimals may fall short of the whole number it means: 0.3 / 0.1 is 2.9999999999999996. */
const ROUNDING = 1e-9;

/** So late the last sample is still taken, however short the interval: there is no next one that has its turn then. */
const LAST_SAMPLE_GRACE_MS = 100;

/** How many samples a recording has: one an interval; one, at the end, when the interval is the longer. */
export function plannedSamples(durationMs: number, intervalMs: number): number {
  return Math.max(1, Math.floor(durationMs / intervalMs + ROUNDING));
}

/** The instants at which samples are due: absolute, so that nothing drifts however long it runs. */
export interface SampleSchedule {
  /** Monotonic milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  readonly planned: number;
  /** When sample `index` is due. */
  dueMs(index: number): number;
  /**
   * The last sample whose time has come at `nowMs`; -1 before the first, `planned` when it is too late even for the
   * last one.
   */
  latestDue(nowMs: number): number;
}

export function createSampleSchedule(
  startMs: number,
  durationMs: number,
  intervalMs: number,
): SampleSchedule {
  const planned = plannedSamples(durationMs, intervalMs);
  const spacingMs = Math.min(intervalMs, durationMs);
  return {
    startMs,
    endMs: startMs + durationMs,
    planned,
    dueMs: (index) => startMs + (index + 1) * spacingMs,
    latestDue(nowMs) {
      const passed = Math.floor((nowMs - startMs) / spacingMs + ROUNDING);
      if (passed <= planned) return Math.max(0, passed) - 1;
      const lastDueMs = startMs + planned * spacingMs;
      return nowMs - lastDueMs >= Math.max(spacingMs, LAST_SAMPLE_GRACE_MS) ? planned : planned - 1;
    },
  };
}
