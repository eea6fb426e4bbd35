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

/** So many entries of tasks that were moved or cancelled are not worth clearing away. */
const FEW = 16;

/** A deadline, and what was put down for it. */
interface Instant {
  readonly dueMs: number;
  /** In the order in which they came; those that were moved or cancelled since name another instant, or none. */
  entries: Entry[];
  /** How many of the entries name this instant; not kept up once it fires. */
  waiting: number;
}

/** A task's place in the schedule: one object for its whole life, however often it is due. */
interface Entry {
  /** Undefined once it is cancelled: an instant that is still to come must not keep a recording in memory. */
  task: Task | undefined;
  /** Undefined while it runs, and once it is cancelled. */
  instant: Instant | undefined;
}

/**
 * Runs tasks at absolute deadlines of the monotonic clock over one timer. All tasks that are due when it fires
 * run at the same tick, with the same `nowMs`. Recordings share their instants, so there are few of those however
 * many tasks there are: adding and removing a task that is due with another costs the same with ten and ten thousand.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  /** By deadline, the next one last. */
  readonly #instants: Instant[] = [];
  readonly #entries = new Map<Task, Entry>();
  #cancelTimer: (() => void) | undefined;
  #timerDueMs = Number.POSITIVE_INFINITY;
  #isRunning = false;
  #isClosed = false;

  constructor(clock: Clock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
  }

  /** Adds a task, or moves one that is there to another deadline. Does nothing once closed. */
  schedule(task: Task, dueMs: number): void {
    if (this.#isClosed) return;
    let entry = this.#entries.get(task);
    if (entry === undefined) {
      entry = { task, instant: undefined };
      this.#entries.set(task, entry);
    }
    this.#leave(entry);
    const instant = this.#instantAt(dueMs);
    instant.entries.push(entry);
    instant.waiting++;
    entry.instant = instant;
    this.#arm();
  }

  cancel(task: Task): void {
    const entry = this.#entries.get(task);
    if (entry === undefined) return;
    this.#entries.delete(task);
    this.#leave(entry);
    entry.task = undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#instants.length = 0;
    this.#entries.clear();
  }

  #fire(): void {
    this.#cancelTimer = undefined;
    this.#timerDueMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.monotonicMs();
    const due: Instant[] = [];
    for (;;) {
      const instant = this.#instants.at(-1);
      if (instant === undefined || instant.dueMs > nowMs + SAME_TICK_MS) break;
      this.#instants.pop();
      due.push(instant);
    }
    this.#isRunning = true;
    try {
      for (const instant of due) {
        for (const entry of instant.entries) {
          // One that ran before it may have cancelled or moved it, or closed us.
          if (entry.instant === instant && !this.#isClosed) this.#run(entry, nowMs);
        }
      }
    } finally {
      this.#isRunning = false;
      this.#arm();
    }
  }

  #run(entry: Entry, nowMs: number): void {
    const task = entry.task as Task;
    entry.instant = undefined;
    try {
      const nextMs = task.run(nowMs);
      if (nextMs !== undefined) this.schedule(task, nextMs);
    } catch (error) {
      this.#onError(error);
    }
    // Nothing put it down again.
    if (entry.instant === undefined && this.#entries.get(task) === entry) this.cancel(task);
  }

  #arm(): void {
    const nextMs = this.#instants.at(-1)?.dueMs;
    if (nextMs === undefined || this.#isRunning || this.#timerDueMs <= nextMs) return;
    this.#cancelTimer?.();
    this.#timerDueMs = nextMs;
    const delayMs = Math.max(0, Math.ceil(nextMs - this.#clock.monotonicMs()));
    this.#cancelTimer = this.#clock.after(delayMs, () => this.#fire());
  }

  #leave(entry: Entry): void {
    const { instant } = entry;
    if (instant === undefined) return;
    entry.instant = undefined;
    if (--instant.waiting > 0) {
      if (instant.entries.length > 2 * instant.waiting + FEW) instant.entries = stillWaiting(instant);
      return;
    }
    const place = this.#placeOf(instant.dueMs);
    // The one that is firing is not among them any more.
    if (this.#instants[place] === instant) this.#instants.splice(place, 1);
  }

  #instantAt(dueMs: number): Instant {
    const place = this.#placeOf(dueMs);
    const known = this.#instants[place];
    if (known?.dueMs === dueMs) return known;
    const instant: Instant = { dueMs, entries: [], waiting: 0 };
    this.#instants.splice(place, 0, instant);
    return instant;
  }

  /** Where the deadline stands among the instants, or would stand. */
  #placeOf(dueMs: number): number {
    let low = 0;
    let high = this.#instants.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#instants[middle] as Instant).dueMs > dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A list of its own: the old one may be being run through. One that was moved away and back is in that twice. */
function stillWaiting(instant: Instant): Entry[] {
  return [...new Set(instant.entries)].filter((entry) => entry.instant === instant);
}
