import type { ProcessReading } from './process-reader.ts';

/** A process's counters, in the order of these. NaN is not known. */
export const OWN_TICKS = 0;
/** CPU time of the children it waited for, and of theirs. */
export const CHILDREN_TICKS = 1;
/** The first of four: read count, write count, read bytes, write bytes. */
export const IO_FIRST = 2;
export const SWITCHES = 6;
export const COUNTERS = 7;

/** What is not permitted to be read is not known. */
export function countersOf({ stat, io, status }: ProcessReading): Float64Array {
  const counters = new Float64Array(COUNTERS);
  counters[OWN_TICKS] = stat.utimeTicks + stat.stimeTicks;
  counters[CHILDREN_TICKS] = stat.childrenTicks;
  counters[IO_FIRST] = io?.readCount ?? Number.NaN;
  counters[IO_FIRST + 1] = io?.writeCount ?? Number.NaN;
  counters[IO_FIRST + 2] = io?.readBytes ?? Number.NaN;
  counters[IO_FIRST + 3] = io?.writeBytes ?? Number.NaN;
  counters[SWITCHES] = status?.contextSwitches ?? Number.NaN;
  return counters;
}

/**
 * Brings `last` up to `now` and answers what was added, never less than 0; NaN where either is unknown. A counter that
 * is unknown now keeps its last known value, so that what is missed is added when it is known again.
 */
export function advance(last: Float64Array, now: Float64Array): Float64Array {
  const added = new Float64Array(COUNTERS);
  for (let index = 0; index < COUNTERS; index++) {
    const after = now[index] as number;
    added[index] = Math.max(0, after - (last[index] as number));
    if (!Number.isNaN(after)) last[index] = after;
  }
  return added;
}
