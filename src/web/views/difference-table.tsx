import { wholeFirst } from '../data/chart-data.ts';
import type { Difference, DifferenceRow } from '../data/compare.ts';
import type { ChartName, Unit } from '../data/metrics.ts';
import { STATISTIC_NAMES } from '../data/statistics.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { useSettings } from '../parts/settings.tsx';
import { metricWords } from '../parts/words.ts';
import { GroupHead } from './statistics-table.tsx';

export interface DifferenceTableProps {
  readonly title: string;
  readonly rows: readonly DifferenceRow[];
}

/** What changed from A to B, statistic by statistic. Whether more is better, the reader knows: no colour judges. */
export function DifferenceTable({ title, rows }: DifferenceTableProps) {
  const { messages } = useSettings();
  return (
    <ScrollRegion class="card" label={`${messages.compare.differences}: ${title}`}>
      <table class="differences">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              {messages.read.metric}
            </th>
            {STATISTIC_NAMES.map((name) => (
              <th scope="col" class="number" key={name}>
                {messages.statistics[name]}
                <small>A → B</small>
              </th>
            ))}
          </tr>
        </thead>
        {[...groupByChart(wholeFirst(rows))].map(([name, group]) => (
          <tbody key={name}>
            {group.map(({ chart, metric, unit, differences }, index) => (
              <tr key={metric.path}>
                {index === 0 && <GroupHead chart={name} rows={group.length} />}
                <th scope="row">{metricWords(metric, chart.name, messages)}</th>
                {STATISTIC_NAMES.map((statistic) => (
                  <DifferenceCell key={statistic} difference={differences[statistic]} unit={unit} />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </ScrollRegion>
  );
}

function groupByChart(rows: readonly DifferenceRow[]): Map<ChartName, DifferenceRow[]> {
  const groups = new Map<ChartName, DifferenceRow[]>();
  for (const row of rows) groups.set(row.chart.name, [...(groups.get(row.chart.name) ?? []), row]);
  return groups;
}

function DifferenceCell({ difference, unit }: { readonly difference: Difference; readonly unit: Unit }) {
  const { messages, say } = useSettings();
  const { a, b, change, percent } = difference;
  const sign = (value: number) => (value > 0 ? '+' : '−');
  const share =
    percent === undefined || unit === 'percent'
      ? ''
      : ` (${sign(percent)}${say(Math.abs(percent), 'percent')})`;
  const isSame = change !== undefined && say(Math.abs(change), unit) === say(0, unit);
  const text =
    change === undefined ? say(null, unit) : `${sign(change)}${say(Math.abs(change), unit)}${share}`;
  return (
    <td class="number">
      <b>{isSame ? messages.compare.same : text}</b>
      <small class="soft">
        {say(a, unit)} → {say(b, unit)}
      </small>
    </td>
  );
}
