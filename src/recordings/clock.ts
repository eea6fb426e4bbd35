/** The two clocks of the machine. Deadlines live on the monotonic one; the wall clock only labels samples. */
export interface Clock {
  /** Milliseconds that never step, with microseconds behind the point. */
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Calls back once, not before `delayMs` has passed; answers how to cancel it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Timers are counted in a signed 32-bit number of milliseconds; longer waits are waited for in parts. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(delayMs, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
