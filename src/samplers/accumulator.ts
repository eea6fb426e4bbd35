/** A counter that the kernel prints as an unsigned 32-bit number starts again from 0 after this. */
const WRAP_32_BIT = 2 ** 32;

interface Member {
  raw: Float64Array;
  sum: Float64Array;
}

/**
 * Adds up counters of devices that come and go, as differences: a sum never falls, not when a device is
 * unplugged, not when its counters start again. Invariant: `totals` = Σ of all differences ever seen.
 */
export class Accumulator {
  readonly #size: number;
  readonly #wraps: ReadonlySet<number>;
  readonly #members = new Map<string, Member>();
  readonly #present = new Set<string>();
  readonly totals: Float64Array;
  /** How often a device's counters went backwards. */
  resets = 0;

  /**
   * @param size how many counters a device has
   * @param wraps indices of those that the kernel prints as 32-bit numbers
   */
  constructor(size: number, wraps: readonly number[] = []) {
    this.#size = size;
    this.#wraps = new Set(wraps);
    this.totals = new Float64Array(size);
  }

  /** Forgets which devices are there; follow with an `add` for each that is. */
  begin(): void {
    this.#present.clear();
  }

  /** Takes a device's counters as the kernel shows them; answers its own sums since it was first seen. */
  add(name: string, raw: Float64Array): Float64Array {
    this.#present.add(name);
    let member = this.#members.get(name);
    if (member === undefined) {
      member = { raw: new Float64Array(this.#size), sum: new Float64Array(this.#size) };
      this.#members.set(name, member);
    }
    if (this.#wentBack(member.raw, raw)) {
      // The device was replaced or its driver reloaded: everything on the new counters is new.
      this.resets++;
      member.raw.fill(0);
    }
    for (let index = 0; index < this.#size; index++) {
      let delta = (raw[index] as number) - (member.raw[index] as number);
      // Far back is a wrap. A little back is a device replaced by one whose other counters are ahead already.
      if (delta < 0) delta = delta < -WRAP_32_BIT / 2 ? delta + WRAP_32_BIT : 0;
      (member.sum as Float64Array)[index] = (member.sum[index] as number) + delta;
      this.totals[index] = (this.totals[index] as number) + delta;
    }
    member.raw.set(raw);
    return member.sum;
  }

  /** Devices that were not added since `begin` are gone: should they come back, their counters begin at 0. */
  end(): void {
    if (this.#present.size === this.#members.size) return;
    for (const [name, member] of this.#members) {
      if (!this.#present.has(name)) member.raw.fill(0);
    }
  }

  #wentBack(before: Float64Array, after: Float64Array): boolean {
    for (let index = 0; index < this.#size; index++) {
      if (!this.#wraps.has(index) && (after[index] as number) < (before[index] as number)) return true;
    }
    return false;
  }
}
