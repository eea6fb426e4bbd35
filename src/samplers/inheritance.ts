import { CHILDREN_TICKS, COUNTERS, IO_FIRST, OWN_TICKS, SWITCHES } from './counters.ts';

/** Readings in which it is looked for: a child may vanish after its parent was read. */
const READINGS = 2;

interface Estate {
  readonly counters: readonly number[];
  readingsLeft: number;
}

/**
 * What ended children of a process had been counted for. A parent that waits for a child is charged with all that
 * the child used: CPU in cutime and cstime, and its io in its own (kernel/exit.c, wait_task_zombie). What was
 * counted already is to be found there once more, and taken out; what is left is of the child's last moments, and of
 * children that lived and died unseen. A parent may be charged with nothing (SA_NOCLDWAIT), so what is not found is
 * soon given up.
 */
export class Inheritance {
  #estates: Estate[] = [];

  /** @param counted the counters of a child that has ended, as far as they were counted */
  leave(counted: readonly number[]): void {
    const counters: number[] = new Array(COUNTERS).fill(0);
    counters[CHILDREN_TICKS] = (counted[OWN_TICKS] as number) + (counted[CHILDREN_TICKS] as number);
    for (let index = IO_FIRST; index < SWITCHES; index++) {
      const value = counted[index] as number;
      counters[index] = Number.isNaN(value) ? 0 : value;
    }
    if (counters.some((value) => value > 0)) this.#estates.push({ counters, readingsLeft: READINGS });
  }

  /** What was not found yet goes on to the parent of a process that has ended itself. */
  passOn(to: Inheritance): void {
    for (const { counters } of this.#estates) to.#estates.push({ counters, readingsLeft: READINGS });
    this.#estates = [];
  }

  /** Takes out of what was `added` to the parent's counters since its last reading what is inherited. */
  settle(added: number[]): void {
    if (this.#estates.length === 0) return;
    this.#estates = this.#estates.filter((estate) => {
      if (holds(added, estate.counters)) {
        for (let index = 0; index < COUNTERS; index++) {
          added[index] = (added[index] as number) - (estate.counters[index] as number);
        }
        return false;
      }
      return --estate.readingsLeft > 0;
    });
  }
}

/** A child is inherited as a whole or not at all. Of what is not known nothing can be said against it. */
function holds(added: readonly number[], estate: readonly number[]): boolean {
  return !estate.some((value, index) => (added[index] as number) < value);
}
