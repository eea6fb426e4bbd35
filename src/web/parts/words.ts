import type { ChartSeries } from '../data/chart-data.ts';
import type { ChartName, Metric } from '../data/metrics.ts';
import type { Messages } from '../i18n/messages.ts';

/** A metric's name in the reader's language; a disk's or core's own name where it has one. */
export function metricWords(metric: Metric, chart: ChartName, messages: Messages): string {
  if (metric.name) return messages.metrics[metric.name];
  const own = metric.ownName ?? metric.path;
  return chart === 'cores' ? messages.chart.core(own) : own;
}

export function seriesWords(series: ChartSeries, chart: ChartName, messages: Messages): string {
  return series.label ?? metricWords(series.metric, chart, messages);
}
