import type { Clock } from './clock.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * Recordings begin on a grid, so that those of one interval share their ticks: waking up costs more than a sample
 * does. Its step is this share of their interval, which is how long a start may have to wait.
 */
const GRID_SHARE = 1 / 10;
const FINEST_GRID_MS = 10;
const COARSEST_GRID_MS = 100;

interface Pending {
  readonly begun: Promise<void>;
  readonly giveUp: () => void;
}

/** Starts that wait for the next instant of the grid. Every promise it gives settles, also when the agent closes. */
export class PendingStarts {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #pending = new Map<string, Pending>();

  constructor(clock: Clock, scheduler: Scheduler) {
    this.#clock = clock;
    this.#scheduler = scheduler;
  }

  /**
   * Calls `begin` at the next instant of the interval's grid: with that instant, and with the tick's. What it throws
   * is what `begun` rejects with.
   */
  add(hash: string, intervalMs: number, begin: (startMs: number, nowMs: number) => void): void {
    const gridMs = Math.min(COARSEST_GRID_MS, Math.max(FINEST_GRID_MS, Math.round(intervalMs * GRID_SHARE)));
    const dueMs = Math.ceil(this.#clock.monotonicMs() / gridMs) * gridMs;
    let giveUp!: () => void;
    const begun = new Promise<void>((resolve, reject) => {
      giveUp = resolve;
      const run = (nowMs: number): undefined => {
        this.#pending.delete(hash);
        try {
          begin(Math.max(dueMs, Math.floor(nowMs / gridMs) * gridMs), nowMs);
          resolve();
        } catch (error) {
          reject(error);
        }
      };
      this.#scheduler.schedule({ run }, dueMs);
    });
    this.#pending.set(hash, { begun, giveUp });
  }

  /** Settles when the recording has begun, could not begin, or never will; undefined when it waits no more. */
  begun(hash: string): Promise<void> | undefined {
    return this.#pending.get(hash)?.begun;
  }

  /** Nothing begins any more, and nobody waits for it. */
  close(): void {
    for (const { giveUp } of this.#pending.values()) giveUp();
    this.#pending.clear();
  }
}
