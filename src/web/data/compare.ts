import type { ChartData, ChartSeries, Points } from './chart-data.ts';
import type { Metric, Unit } from './metrics.ts';
import { STATISTIC_NAMES, type StatisticName, type Statistics, statisticsOf } from './statistics.ts';

/** Two recordings laid over each other: times count from each one's start. */
export interface Overlay {
  readonly chart: ChartData;
  readonly metric: Metric;
}

/**
 * One chart a metric, with the first recording's line and the second's. Both charts' times must already
 * count from their recordings' starts. A metric that only one of them has is left out, and one that is 0
 * in both from beginning to end.
 */
export function overlayCharts(
  a: readonly ChartData[],
  b: readonly ChartData[],
  labels: readonly [string, string],
): Overlay[] {
  return a.flatMap((chart) => {
    const other = b.find(({ name }) => name === chart.name);
    if (!other) return [];
    return chart.series.flatMap((series) => {
      const twin = other.series.find(({ metric }) => metric.path === series.metric.path);
      return twin && (hasAny(series.values) || hasAny(twin.values))
        ? [overlay(chart, other, [series, twin], labels)]
        : [];
    });
  });
}

function hasAny(values: Points): boolean {
  return values.some((value) => value);
}

function overlay(
  a: ChartData,
  b: ChartData,
  [left, right]: readonly [ChartSeries, ChartSeries],
  labels: readonly [string, string],
): Overlay {
  const timesMs = [...new Set([...a.timesMs, ...b.timesMs])].sort((x, y) => x - y);
  return {
    metric: left.metric,
    chart: {
      ...a,
      timesMs,
      series: [
        {
          metric: { ...left.metric, layer: false, colour: 0 },
          values: place(timesMs, a.timesMs, left.values),
          label: labels[0],
        },
        {
          metric: { ...left.metric, layer: false, colour: 1 },
          values: place(timesMs, b.timesMs, right.values),
          label: labels[1],
          dashed: true,
        },
      ],
    },
  };
}

/** Values at their own times among all times; `undefined` where only the other recording has a sample. */
function place(allMs: readonly number[], timesMs: readonly number[], values: Points): Points {
  const at = new Map(timesMs.map((timeMs, index) => [timeMs, values[index]]));
  return allMs.map((timeMs) => at.get(timeMs));
}

export interface Difference {
  readonly a: number | undefined;
  readonly b: number | undefined;
  /** b − a. */
  readonly change: number | undefined;
  /** The change as a share of a, in percent; `undefined` when a is 0. */
  readonly percent: number | undefined;
}

export interface DifferenceRow {
  readonly chart: ChartData;
  readonly metric: Metric;
  readonly unit: Unit;
  readonly differences: Readonly<Record<StatisticName, Difference>>;
}

export function differenceRows(overlays: readonly Overlay[]): DifferenceRow[] {
  return overlays.map(({ chart, metric }) => {
    const [a, b] = chart.series.map(({ values }) => statisticsOf(values.map((value) => value ?? null)));
    const entries = STATISTIC_NAMES.map((name) => [name, differenceOf(a, b, name)] as const);
    return {
      chart,
      metric,
      unit: chart.unit,
      differences: Object.fromEntries(entries) as DifferenceRow['differences'],
    };
  });
}

function differenceOf(a: Statistics | undefined, b: Statistics | undefined, name: StatisticName): Difference {
  const left = a?.[name];
  const right = b?.[name];
  const change = left === undefined || right === undefined ? undefined : right - left;
  const percent = change === undefined || !left ? undefined : (change / left) * 100;
  return { a: left, b: right, change, percent };
}
