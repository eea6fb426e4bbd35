import { useMemo } from 'preact/hooks';
import type { ChartData } from '../data/chart-data.ts';
import { summaryRows } from '../data/summary-rows.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { useSettings } from '../parts/settings.tsx';
import { seriesWords } from '../parts/words.ts';
import type { TimeRange } from './plot-options.ts';

const MOST_ROWS = 60;

export interface ChartTableProps {
  readonly data: ChartData;
  readonly axis: 'clock' | 'elapsed';
  readonly range: TimeRange;
  readonly title: string;
  readonly height: number;
}

/** What the chart draws, in words and numbers. */
export function ChartTable({ data, axis, range, title, height }: ChartTableProps) {
  const { messages, say, clock } = useSettings();
  const shown = useMemo(() => cut(data, range), [data, range[0], range[1]]);
  const rows = useMemo(() => summaryRows(shown.timesMs, shown.columns, MOST_ROWS), [shown]);
  const rowSeconds = rows.length > 1 ? ((rows[1]?.timeMs ?? 0) - (rows[0]?.timeMs ?? 0)) / 1000 : 0;
  return (
    <ScrollRegion height={height} label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{axis === 'clock' ? messages.chart.time : messages.chart.elapsed}</th>
            {data.series.map((series) => (
              <th scope="col" class="number" key={series.metric.path + (series.label ?? '')}>
                {seriesWords(series, data.name, messages)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ timeMs, values }) => (
            <tr key={timeMs}>
              <th scope="row">{axis === 'clock' ? clock.time(timeMs) : clock.elapsed(timeMs)}</th>
              {values.map((value, index) => (
                <td class="number" key={data.series[index]?.metric.path ?? index}>
                  {say(value, data.unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.timesMs.length > MOST_ROWS && (
        <p class="chart-note">{messages.chart.tableNote(clock.span(rowSeconds))}</p>
      )}
    </ScrollRegion>
  );
}

function cut(data: ChartData, [from, to]: TimeRange) {
  const inside = data.timesMs.map((timeMs) => timeMs >= from && timeMs <= to);
  return {
    timesMs: data.timesMs.filter((_, index) => inside[index]),
    columns: data.series.map(({ values }) =>
      data.timesMs.flatMap((_, index) => (inside[index] ? [values[index] ?? null] : [])),
    ),
  };
}
