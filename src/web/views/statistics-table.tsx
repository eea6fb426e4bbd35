import { useMemo } from 'preact/hooks';
import type { TimeRange } from '../charts/plot-options.ts';
import { type ChartData, wholeFirst } from '../data/chart-data.ts';
import type { ChartName } from '../data/metrics.ts';
import { STATISTIC_NAMES, statisticsOf } from '../data/statistics.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { useSettings } from '../parts/settings.tsx';
import { seriesWords } from '../parts/words.ts';

export interface StatisticsTableProps {
  readonly title: string;
  readonly charts: readonly ChartData[];
  /** Only samples in here count, when something is zoomed. */
  readonly zoom: TimeRange | undefined;
}

/** Mean, percentiles and maximum of every series, in the order of the charts. */
export function StatisticsTable({ title, charts, zoom }: StatisticsTableProps) {
  const { messages, say } = useSettings();
  const groups = useMemo(
    () =>
      charts.map((chart) => ({
        chart,
        rows: wholeFirst(chart.series).map((series) => ({
          series,
          statistics: statisticsOf(valuesIn(chart, series.values, zoom)),
        })),
      })),
    [charts, zoom],
  );
  return (
    <ScrollRegion class="card" label={`${messages.read.statistics}: ${title}`}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              {messages.read.metric}
            </th>
            {STATISTIC_NAMES.map((name) => (
              <th scope="col" class="number" key={name}>
                {messages.statistics[name]}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ chart, rows }) => (
          <tbody key={chart.name}>
            {rows.map(({ series, statistics }, index) => (
              <tr key={series.metric.path}>
                {index === 0 && <GroupHead chart={chart.name} rows={rows.length} />}
                <th scope="row">{seriesWords(series, chart.name, messages)}</th>
                {STATISTIC_NAMES.map((name) => (
                  <td class="number" key={name}>
                    {say(statistics?.[name], chart.unit)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </ScrollRegion>
  );
}

/** The name of a chart before the rows of its series. */
export function GroupHead({ chart, rows }: { readonly chart: ChartName; readonly rows: number }) {
  const { messages } = useSettings();
  return (
    <th scope="rowgroup" rowSpan={rows} class="group-head">
      {messages.charts[chart]}
    </th>
  );
}

function valuesIn(
  chart: ChartData,
  values: ChartData['series'][number]['values'],
  zoom: TimeRange | undefined,
) {
  return values.flatMap((value, index) => {
    const timeMs = chart.timesMs[index] ?? 0;
    return zoom && (timeMs < zoom[0] || timeMs > zoom[1]) ? [] : [value ?? null];
  });
}
