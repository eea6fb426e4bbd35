import type { Column } from '../api/answer.ts';
import type { Columns } from './columns.ts';
import type { ChartName, ChartPlan, Metric, Unit } from './metrics.ts';
import { ratesOf } from './rates.ts';

/** `undefined`: no sample of this series at that time, the line passes; `null`: unknown, the line breaks. */
export type Points = readonly (number | null | undefined)[];

export interface ChartSeries {
  readonly metric: Metric;
  readonly values: Points;
  readonly dashed?: boolean;
  /** Said instead of the metric's name, as when two recordings lie over each other. */
  readonly label?: string;
}

export interface ChartData {
  readonly name: ChartName;
  readonly unit: Unit;
  readonly timesMs: readonly number[];
  readonly series: readonly ChartSeries[];
  /** The scale reaches at least this. */
  readonly ceiling?: number;
}

export interface Measured {
  readonly columns: Columns;
  readonly timesMs: readonly number[];
  readonly memoryTotalBytes: number | null | undefined;
}

/** The charts that have anything to show, in the plans' order. */
export function chartsOf(plans: readonly ChartPlan[], measured: Measured): ChartData[] {
  return plans.map((plan) => chartOf(plan, measured)).filter(({ series }) => series.length > 0);
}

function chartOf(plan: ChartPlan, { columns, timesMs, memoryTotalBytes }: Measured): ChartData {
  const series = plan
    .metrics(columns)
    .map((metric) => ({ metric, values: valuesOf(metric, columns, timesMs) }))
    .filter(({ metric, values }) => !metric.rare || values.some((value) => value));
  const ceiling = { hundred: 100, memory: memoryTotalBytes }[plan.whole ?? 'memory'];
  return { name: plan.name, unit: plan.unit, timesMs, series, ...(plan.whole && ceiling && { ceiling }) };
}

/** A metric's values as shown: a gauge as it is, a counter as change per second. */
export function valuesOf(metric: Metric, columns: Columns, timesMs: readonly number[]): Column {
  const column = columns.get(metric.path) ?? [];
  return metric.counter ? ratesOf(column, timesMs) : column;
}

/** For reading: the whole before its layers. (For drawing it comes after them, to lie on top.) */
export function wholeFirst<Part extends { readonly metric: Metric }>(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => Number(a.metric.layer ?? false) - Number(b.metric.layer ?? false));
}
