import type { ChartSeries } from '../data/chart-data.ts';
import type { ChartName, Metric } from '../data/metrics.ts';
import type { Messages } from '../i18n/messages.ts';

/** A metric's name in the reader's language; a disk's or core's own name where it has one. */
export function metricWords(metric: Metric, chart: ChartName, messages: Messages): string {
  const { name, ownName, path } = metric;
  const word = name && messages.metrics[name];
  if (ownName === undefined) return word ?? path;
  if (chart === 'cores') return messages.chart.core(ownName);
  return word ? `${ownName} · ${word}` : ownName;
}

export function seriesWords(series: ChartSeries, chart: ChartName, messages: Messages): string {
  return series.label ?? metricWords(series.metric, chart, messages);
}
