/** A counter that the kernel prints as an unsigned 32-bit number starts again from 0 after this. */
const WRAP_32_BIT = 2 ** 32;

interface Member {
  readonly raw: number[];
  readonly sum: number[];
  /** The last round in which it was there. */
  round: number;
}

/**
 * Adds up counters of devices that come and go, as differences: a sum never falls, not when a device is
 * unplugged, not when its counters start again. Invariant: `totals` = Σ of all differences ever seen.
 */
export class Accumulator {
  readonly #size: number;
  readonly #mayWrap: readonly boolean[];
  readonly #members = new Map<string, Member>();
  #round = 0;
  #present = 0;
  readonly totals: number[];
  /** How often a device's counters went backwards. */
  resets = 0;

  /**
   * @param size how many counters a device has
   * @param wraps indices of those that the kernel prints as 32-bit numbers
   */
  constructor(size: number, wraps: readonly number[] = []) {
    this.#size = size;
    this.#mayWrap = Array.from({ length: size }, (_, index) => wraps.includes(index));
    this.totals = new Array(size).fill(0);
  }

  /** Forgets which devices are there; follow with an `add` for each that is. */
  begin(): void {
    this.#round++;
    this.#present = 0;
  }

  /** Takes a device's counters as the kernel shows them; answers its own sums since it was first seen. */
  add(name: string, raw: readonly number[]): number[] {
    let member = this.#members.get(name);
    if (member === undefined) {
      member = { raw: new Array(this.#size).fill(0), sum: new Array(this.#size).fill(0), round: 0 };
      this.#members.set(name, member);
    }
    member.round = this.#round;
    this.#present++;
    if (this.#wentBack(member.raw, raw)) {
      // The device was replaced or its driver reloaded: everything on the new counters is new.
      this.resets++;
      member.raw.fill(0);
    }
    for (let index = 0; index < this.#size; index++) {
      let delta = (raw[index] as number) - (member.raw[index] as number);
      // Far back is a wrap. A little back is a device replaced by one whose other counters are ahead already.
      if (delta < 0) delta = delta < -WRAP_32_BIT / 2 ? delta + WRAP_32_BIT : 0;
      member.raw[index] = raw[index] as number;
      member.sum[index] = (member.sum[index] as number) + delta;
      this.totals[index] = (this.totals[index] as number) + delta;
    }
    return member.sum;
  }

  /** Devices that were not added since `begin` are gone: should they come back, their counters begin at 0. */
  end(): void {
    if (this.#present === this.#members.size) return;
    for (const member of this.#members.values()) {
      if (member.round !== this.#round) member.raw.fill(0);
    }
  }

  #wentBack(before: readonly number[], after: readonly number[]): boolean {
    for (let index = 0; index < this.#size; index++) {
      if (!this.#mayWrap[index] && (after[index] as number) < (before[index] as number)) return true;
    }
    return false;
  }
}
