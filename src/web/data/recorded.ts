import type { PerformanceInfo, RecordingAnswer } from '../api/answer.ts';
import { type ChartData, chartsOf } from './chart-data.ts';
import { type Columns, readColumns } from './columns.ts';
import { PROCESS_CHARTS, SYSTEM_CHARTS } from './metrics.ts';
import { fillTimes } from './times.ts';

/** A recording ready to be drawn: what every view of it and every file made from it starts from. */
export interface Recorded {
  readonly answer: RecordingAnswer;
  readonly timesMs: readonly number[];
  readonly system: Columns;
  readonly process: Columns | undefined;
  readonly systemCharts: readonly ChartData[];
  readonly processCharts: readonly ChartData[];
}

export function readRecording(answer: RecordingAnswer): Recorded {
  const timesMs = fillTimes(answer.timestamps, answer.interval * 1000);
  const system = readColumns(answer.system, timesMs.length);
  const process = answer.process && readColumns(answer.process, timesMs.length);
  const memoryTotalBytes = answer.system.memory.total;
  return {
    answer,
    timesMs,
    system,
    process,
    systemCharts: chartsOf(SYSTEM_CHARTS, { columns: system, timesMs, memoryTotalBytes }),
    processCharts: process
      ? chartsOf(PROCESS_CHARTS, { columns: process, timesMs, memoryTotalBytes: undefined })
      : [],
  };
}

/**
 * The same charts with every slot at its scheduled instant after the start, in milliseconds: two recordings
 * of one interval then share their times, whatever the few milliseconds each sample was late.
 */
export function fromStart(charts: readonly ChartData[], intervalSeconds: number): ChartData[] {
  return charts.map((chart) => ({
    ...chart,
    timesMs: chart.timesMs.map((_, index) => Math.round((index + 1) * intervalSeconds * 1000)),
  }));
}

/** Samples of a running recording that were asked for with `since`, added behind those already held. */
export function appendSamples(held: RecordingAnswer, more: RecordingAnswer): RecordingAnswer {
  const at = more.firstIndex ?? 0;
  const process = held.process && more.process ? joinInfo(held.process, more.process, at) : more.process;
  return {
    ...more,
    timestamps: [...held.timestamps.slice(0, at), ...more.timestamps],
    system: joinInfo(held.system, more.system, at),
    ...(process && { process }),
  };
}

function joinInfo(held: PerformanceInfo, more: PerformanceInfo, at: number): PerformanceInfo {
  return joinValues(held, more, at, '') as PerformanceInfo;
}

const NOT_SERIES = new Set(['.disk', '.pids', '.platform']);

/** Series grow; every fact that is no series is taken from the newer answer. */
function joinValues(held: unknown, more: unknown, at: number, path: string): unknown {
  if (NOT_SERIES.has(path) || typeof more !== 'object' || more === null) return more;
  if (Array.isArray(more)) {
    if (more.some((element) => isRecord(element))) return joinList(held, more, at, path);
    return [...padded(Array.isArray(held) ? held : [], at), ...more];
  }
  const old = isRecord(held) ? held : {};
  return Object.fromEntries(
    Object.entries(more).map(([key, value]) => [key, joinValues(old[key], value, at, `${path}.${key}`)]),
  );
}

/** A list of things that name themselves, such as disks. */
function joinList(held: unknown, more: readonly unknown[], at: number, path: string): unknown[] {
  const old: unknown[] = Array.isArray(held) ? held : [];
  return more.map((element) => {
    const before = old.find((other) => isRecord(other) && isRecord(element) && other.name === element.name);
    return joinValues(before, element, at, `${path}[]`);
  });
}

function padded(values: readonly unknown[], length: number): unknown[] {
  return Array.from({ length }, (_, index) => values[index] ?? null);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
