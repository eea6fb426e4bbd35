import type { Clock } from './clock.ts';

/** Something that is due again and again. */
export interface Task {
  /**
   * Does what was due, and answers when it is due next (monotonic milliseconds); undefined: never again.
   * An exception is reported and ends the task.
   */
  run(nowMs: number): number | undefined;
}

/** Timers count whole milliseconds: what is due within one is due at the same tick. */
const SAME_TICK_MS = 1;

/**
 * Runs tasks at absolute deadlines of the monotonic clock over one timer. All tasks that are due when it fires
 * run at the same tick, with the same `nowMs`. Recordings share their instants, so there are few of those however
 * many tasks there are: adding and removing a task that is due with another costs the same with ten and ten thousand.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  /** The deadlines, the next one last. */
  readonly #instants: number[] = [];
  /** By deadline; never empty. */
  readonly #tasks = new Map<number, Set<Task>>();
  readonly #dueMs = new Map<Task, number>();
  #cancelTimer: (() => void) | undefined;
  #timerDueMs = Number.POSITIVE_INFINITY;
  /** Due at the tick that is being run, and not run yet. */
  readonly #due = new Set<Task>();
  #isRunning = false;
  #isClosed = false;

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
  }

  /** Adds a task, or moves one that is there to another deadline. Does nothing once closed. */
  schedule(task: Task, dueMs: number): void {
    if (this.#isClosed) return;
    this.cancel(task);
    this.#dueMs.set(task, dueMs);
    const others = this.#tasks.get(dueMs);
    if (others) {
      others.add(task);
      return;
    }
    this.#tasks.set(dueMs, new Set([task]));
    this.#instants.splice(this.#placeOf(dueMs), 0, dueMs);
    this.#arm();
  }

  cancel(task: Task): void {
    this.#due.delete(task);
    const dueMs = this.#dueMs.get(task);
    if (dueMs === undefined) return;
    this.#dueMs.delete(task);
    const tasks = this.#tasks.get(dueMs);
    tasks?.delete(task);
    if (tasks?.size === 0) {
      this.#tasks.delete(dueMs);
      this.#instants.splice(this.#placeOf(dueMs), 1);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#instants.length = 0;
    this.#tasks.clear();
    this.#dueMs.clear();
    this.#due.clear();
  }

  #fire(): void {
    this.#cancelTimer = undefined;
    this.#timerDueMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.monotonicMs();
    for (;;) {
      const dueMs = this.#instants.at(-1);
      if (dueMs === undefined || dueMs > nowMs + SAME_TICK_MS) break;
      this.#instants.pop();
      for (const task of this.#tasks.get(dueMs) ?? []) {
        this.#dueMs.delete(task);
        this.#due.add(task);
      }
      this.#tasks.delete(dueMs);
    }
    this.#isRunning = true;
    try {
      for (const task of this.#due) this.#run(task, nowMs);
    } finally {
      this.#isRunning = false;
      this.#arm();
    }
  }

  #run(task: Task, nowMs: number): void {
    this.#due.delete(task);
    try {
      const nextMs = task.run(nowMs);
      if (nextMs !== undefined) this.schedule(task, nextMs);
    } catch (error) {
      this.#onError(error);
    }
  }

  #arm(): void {
    const nextMs = this.#instants.at(-1);
    if (nextMs === undefined || this.#isRunning || this.#timerDueMs <= nextMs) return;
    this.#cancelTimer?.();
    this.#timerDueMs = nextMs;
    const delayMs = Math.max(0, Math.ceil(nextMs - this.#clock.monotonicMs()));
    this.#cancelTimer = this.#clock.after(delayMs, () => this.#fire());
  }

  /** Where the deadline stands among the instants, or would stand. */
  #placeOf(dueMs: number): number {
    let low = 0;
    let high = this.#instants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#instants[middle] as number) > dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
