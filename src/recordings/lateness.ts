/** The first bucket ends here; each further one is `GROWTH` times as long. */
const SMALLEST_MS = 0.01;
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);
/** Reaches beyond ten hours. */
const BUCKETS = 256;

/**
 * How late samples were, in one kilobyte however many there are. A percentile is the upper end of its bucket:
 * at most a tenth more than the truth.
 */
export class LatenessHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #maxMs: number | undefined;

  add(latenessMs: number): void {
    const bucket = latenessMs <= SMALLEST_MS ? 0 : Math.ceil(Math.log(latenessMs / SMALLEST_MS) / LOG_GROWTH);
    const index = Math.min(BUCKETS - 1, bucket);
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#count++;
    this.#maxMs = Math.max(this.#maxMs ?? 0, latenessMs);
  }

  get count(): number {
    return this.#count;
  }

  /** Undefined before the first `add`. */
  get maxMs(): number | undefined {
    return this.#maxMs;
  }

  /** @param share 0 to 1, such as 0.99 */
  percentileMs(share: number): number | undefined {
    if (this.#maxMs === undefined) return undefined;
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= share * this.#count) return Math.min(this.#maxMs, SMALLEST_MS * GROWTH ** bucket);
    }
    return this.#maxMs;
  }
}
