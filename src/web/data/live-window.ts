import type { Column, SystemAnswer, Value } from '../api/answer.ts';
import { type Columns, readColumns } from './columns.ts';
import { fillTimes } from './times.ts';

/** The last hour at most, one sample a second, oldest first. */
export interface LiveWindow {
  readonly timesMs: readonly number[];
  readonly columns: Columns;
}

export const EMPTY_WINDOW: LiveWindow = { timesMs: [], columns: new Map() };

const SAMPLE_MS = 1000;
/** Further apart than this, two samples have a hole between them that is drawn as one. */
const HOLE_MS = 2.5 * SAMPLE_MS;

/**
 * The window with an answer's samples added. Samples already held are replaced (history asked for again
 * after a lost connection overlaps them), holes get one empty slot, and what is older than `keepMs` goes.
 */
export function extendWindow(window: LiveWindow, answer: SystemAnswer, keepMs: number): LiveWindow {
  const timesMs = fillTimes(answer.timestamps, SAMPLE_MS);
  const first = timesMs[0];
  if (first === undefined) return window;
  const columns = readColumns(answer.system, timesMs.length);
  const oldest = (timesMs.at(-1) ?? first) - keepMs;
  const from = countBefore(window.timesMs, oldest);
  const end = countBefore(window.timesMs, first - SAMPLE_MS / 2);
  const kept = window.timesMs.slice(from, end);
  const lastKept = kept.at(-1);
  const hole = lastKept !== undefined && first - lastKept > HOLE_MS ? [(lastKept + first) / 2] : [];
  return {
    timesMs: [...kept, ...hole, ...timesMs],
    columns: joinColumns(window.columns, columns, { from, end, hole: hole.length, added: timesMs.length }),
  };
}

/** The part of the window that a range of the view shows, counted back from its newest sample. */
export function lastOf(window: LiveWindow, rangeMs: number): LiveWindow {
  const newest = window.timesMs.at(-1);
  if (newest === undefined) return window;
  const from = countBefore(window.timesMs, newest - rangeMs);
  if (from === 0) return window;
  const columns = new Map([...window.columns].map(([path, column]) => [path, column.slice(from)]));
  return { timesMs: window.timesMs.slice(from), columns };
}

interface Joint {
  readonly from: number;
  readonly end: number;
  readonly hole: number;
  readonly added: number;
}

function joinColumns(old: Columns, fresh: Columns, joint: Joint): Columns {
  const joined = new Map<string, Column>();
  for (const path of new Set([...old.keys(), ...fresh.keys()])) {
    const before = old.get(path)?.slice(joint.from, joint.end) ?? empty(joint.end - joint.from);
    const after = fresh.get(path) ?? empty(joint.added);
    joined.set(path, [...before, ...empty(joint.hole), ...after]);
  }
  return joined;
}

function empty(length: number): Value[] {
  return new Array<Value>(length).fill(null);
}

/** How many times lie before `limit`; times ascend. */
function countBefore(timesMs: readonly number[], limit: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesMs[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
