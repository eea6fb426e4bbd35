import type { SystemSnapshot } from '../samplers/system.ts';
import type { Sampling } from './sampling.ts';
import type { Task } from './scheduler.ts';
import { SystemSeries, type SystemView } from './system-series.ts';

/** The always-on sampler's rhythm, and how long it remembers. */
export const LIVE_INTERVAL_MS = 1000;
export const LIVE_HISTORY_SAMPLES = 3600;
/** The first sample comes early, so that a client that asks at once need not wait for long. */
const FIRST_SAMPLE_AFTER_MS = 250;

/**
 * Samples the system once a second for as long as the agent runs, and remembers the last hour. A second in which
 * no sample could be taken is a row of unknowns: row k from the end is always k seconds ago.
 */
export class LiveHistory implements Task {
  readonly #sampling: Sampling;
  readonly #onError: (error: unknown) => void;
  readonly #series: SystemSeries;
  readonly #listeners = new Set<() => void>();
  #before: SystemSnapshot | undefined;
  #firstDueMs = 0;

  /** @param onError told when a listener throws, which costs nobody else anything */
  constructor(sampling: Sampling, onError: (error: unknown) => void) {
    this.#sampling = sampling;
    this.#onError = onError;
    this.#series = new SystemSeries(sampling.layout);
  }

  /** How many samples there have been since the agent began: changes exactly when there is a new one. */
  get count(): number {
    return this.#series.length;
  }

  get snapshot(): SystemSnapshot | undefined {
    return this.#before;
  }

  /** Takes the baseline; answers when the first sample is due. */
  begin(nowMs: number): number {
    this.#before = this.#sampling.tick(nowMs).system;
    this.#firstDueMs = nowMs + FIRST_SAMPLE_AFTER_MS;
    return this.#firstDueMs;
  }

  run(nowMs: number): number {
    const passed = Math.floor((nowMs + 1 - this.#firstDueMs) / LIVE_INTERVAL_MS) - this.#series.length;
    // After a sleep longer than the memory there is no need to remember more than that it was one.
    const forgotten = Math.max(0, passed - LIVE_HISTORY_SAMPLES);
    this.#firstDueMs += forgotten * LIVE_INTERVAL_MS;
    for (let missed = forgotten; missed < passed; missed++) this.#series.appendUnknown();
    const tick = this.#sampling.tick(nowMs);
    this.#series.append(tick.since(this.#before as SystemSnapshot));
    this.#before = tick.system;
    this.#series.forgetBefore(this.#series.length - LIVE_HISTORY_SAMPLES);
    this.#tellListeners();
    return this.#firstDueMs + this.#series.length * LIVE_INTERVAL_MS;
  }

  /** The last `samples` seconds, fewer when the agent has not run for so long. */
  last(samples: number): SystemView {
    const from = Math.max(this.#series.firstSample, this.#series.length - samples);
    return this.#series.view(from);
  }

  /** Calls `listener` after every sample; answers how to end that. */
  onSample(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #tellListeners(): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
