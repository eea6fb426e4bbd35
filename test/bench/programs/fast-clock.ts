import type { Clock } from '../../../src/recordings/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock on which hours take as long as the work that is due in them: time passes only from timer to timer. */
export class FastClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs = 0;

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets the time pass, and runs what is due in it. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (let first = this.#first(); first && first.dueMs <= untilMs; first = this.#first()) {
      this.#timers.delete(first);
      this.#nowMs = Math.max(this.#nowMs, first.dueMs);
      first.callback();
    }
    this.#nowMs = untilMs;
  }

  #first(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.dueMs < first.dueMs) first = timer;
    return first;
  }
}
