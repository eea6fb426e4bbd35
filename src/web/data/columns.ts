import type { Column, PerformanceInfo, Value } from '../api/answer.ts';

/**
 * A PerformanceInfo laid flat: dotted path (`cpu.modes.user`, `cpu.core.3`, `io.devices.sda.readSize`) →
 * one value a sample. Every chart, statistic and file of the page is made from these, so a metric that
 * the agent learns appears in the CSV before the page knows its name.
 */
export type Columns = ReadonlyMap<string, Column>;

/** @param count how many samples the answer holds; arrays of another length are not series */
export function readColumns(info: PerformanceInfo, count: number): Columns {
  const columns = new Map<string, Column>();
  for (const [name, value] of Object.entries(info)) collect(columns, name, value, count);
  for (const [core, values] of transpose(info.cpu.corePercent, count))
    columns.set(`cpu.core.${core}`, values);
  return columns;
}

const NOT_SERIES = new Set(['cpu.corePercent', 'disk', 'pids', 'platform']);

function collect(columns: Map<string, Column>, path: string, value: unknown, count: number): void {
  if (NOT_SERIES.has(path) || typeof value !== 'object' || value === null) return;
  if (isColumn(value, count)) {
    columns.set(path, value);
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    collect(columns, `${path}.${nameOf(child) ?? key}`, child, count);
  }
}

function isColumn(value: object, count: number): value is Column {
  return Array.isArray(value) && value.length === count && value.every(isValue);
}

function isValue(value: unknown): value is Value {
  return value === null || typeof value === 'number';
}

/** A list's element that names itself, as a disk does, is known by that name. */
function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = (value as { name?: unknown }).name;
  return typeof name === 'string' ? name : undefined;
}

/** `[sample][core]` → core → samples. A core that is away in a sample is `null` there. */
function transpose(samples: readonly (Column | null)[], count: number): Map<number, Value[]> {
  const cores = new Map<number, Value[]>();
  const width = samples.reduce((widest, sample) => Math.max(widest, sample?.length ?? 0), 0);
  for (let core = 0; core < width; core++) {
    const values = Array.from({ length: count }, (_, index) => samples[index]?.[core] ?? null);
    if (values.some((value) => value !== null)) cores.set(core, values);
  }
  return cores;
}
