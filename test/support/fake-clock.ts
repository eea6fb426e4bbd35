import type { Clock } from '../../src/recordings/clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Two clocks that move when they are told to: hours take as long as the work that is due in them. */
export class FakeClock implements Clock {
  /** By how much timers fire before their time, as node's do by up to a millisecond. */
  earlyMs = 0;
  #nowMs: number;
  #wallOffsetMs: number;
  readonly #timers = new Set<Timer>();

  constructor(nowMs = 100_000, wallMs = 1_700_000_000_000) {
    this.#nowMs = nowMs;
    this.#wallOffsetMs = wallMs - nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get armedTimers(): number {
    return this.#timers.size;
  }

  /** Lets time pass, timers firing when they are due. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#nextBefore(endMs); next !== undefined; next = this.#nextBefore(endMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.dueMs - this.earlyMs);
      this.#fire(next);
    }
    this.#nowMs = endMs;
  }

  /** Time passes while nothing runs, as when the machine is starved. */
  starve(ms: number): void {
    this.#nowMs += ms;
  }

  /** As `starve`, and then what is overdue fires. */
  stall(ms: number): void {
    this.starve(ms);
    this.advance(0);
  }

  /** Somebody sets the wall clock. */
  stepWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  #nextBefore(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.dueMs < next.dueMs) next = timer;
    return next !== undefined && next.dueMs - this.earlyMs <= endMs ? next : undefined;
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer);
    timer.callback();
  }
}
