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

interface Entry {
  readonly task: Task;
  dueMs: number;
  position: number;
}

/**
 * Runs tasks at absolute deadlines of the monotonic clock over one timer. All tasks that are due when it fires
 * run at the same tick, with the same `nowMs`. Invariant: a binary heap by `dueMs`, each entry knowing its place,
 * so that adding, running and removing cost O(log n).
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #heap: Entry[] = [];
  readonly #entries = new Map<Task, Entry>();
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
    const entry: Entry = { task, dueMs, position: this.#heap.length };
    this.#entries.set(task, entry);
    this.#heap.push(entry);
    this.#rise(entry);
    this.#arm();
  }

  cancel(task: Task): void {
    this.#due.delete(task);
    const entry = this.#entries.get(task);
    if (entry !== undefined) this.#remove(entry);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#heap.length = 0;
    this.#entries.clear();
    this.#due.clear();
  }

  #fire(): void {
    this.#cancelTimer = undefined;
    this.#timerDueMs = Number.POSITIVE_INFINITY;
    const nowMs = this.#clock.monotonicMs();
    for (let first = this.#heap[0]; first && first.dueMs <= nowMs + SAME_TICK_MS; first = this.#heap[0]) {
      this.#remove(first);
      this.#due.add(first.task);
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
    const first = this.#heap[0];
    if (first === undefined || this.#isRunning || this.#timerDueMs <= first.dueMs) return;
    this.#cancelTimer?.();
    this.#timerDueMs = first.dueMs;
    const delayMs = Math.max(0, Math.ceil(first.dueMs - this.#clock.monotonicMs()));
    this.#cancelTimer = this.#clock.after(delayMs, () => this.#fire());
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.task);
    const last = this.#heap.pop() as Entry;
    if (last === entry) return;
    this.#place(last, entry.position);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(entry: Entry): void {
    while (entry.position > 0) {
      const parent = this.#heap[(entry.position - 1) >> 1] as Entry;
      if (parent.dueMs <= entry.dueMs) return;
      this.#swap(entry, parent);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#heap[2 * entry.position + 1];
      const right = this.#heap[2 * entry.position + 2];
      const child = left && right && right.dueMs < left.dueMs ? right : left;
      if (child === undefined || child.dueMs >= entry.dueMs) return;
      this.#swap(entry, child);
    }
  }

  #swap(one: Entry, other: Entry): void {
    const { position } = one;
    this.#place(one, other.position);
    this.#place(other, position);
  }

  #place(entry: Entry, position: number): void {
    this.#heap[position] = entry;
    entry.position = position;
  }
}
