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
export function countersOf({ stat, io, status }: ProcessReading): number[] {
  return [
    stat.utimeTicks + stat.stimeTicks,
    stat.childrenTicks,
    io?.readCount ?? Number.NaN,
    io?.writeCount ?? Number.NaN,
    io?.readBytes ?? Number.NaN,
    io?.writeBytes ?? Number.NaN,
    status?.contextSwitches ?? Number.NaN,
  ];
}

/**
 * Brings `last` up to `now` and answers what was added, never less than 0; NaN where either is unknown. A counter that
 * is unknown now keeps its last known value, so that what is missed is added when it is known again.
 */
export function advance(last: number[], now: readonly number[]): number[] {
  const added: number[] = new Array(COUNTERS).fill(0);
  for (let index = 0; index < COUNTERS; index++) {
    const after = now[index] as number;
    added[index] = Math.max(0, after - (last[index] as number));
    if (!Number.isNaN(after)) last[index] = after;
  }
  return added;
}
