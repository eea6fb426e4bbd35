import { wholeFirst } from '../data/chart-data.ts';
import type { Difference, DifferenceRow } from '../data/compare.ts';
import type { ChartName, Unit } from '../data/metrics.ts';
import type { Say } from '../data/quantity.ts';
import { STATISTIC_NAMES } from '../data/statistics.ts';
import type { Messages } from '../i18n/messages.ts';
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
  const { a, b, change } = difference;
  const isSame = change !== undefined && say(Math.abs(change), unit) === say(0, unit);
  return (
    <td class="number">
      <b>{isSame ? messages.compare.same : changeWords(difference, unit, messages, say)}</b>
      <small class="soft">
        {say(a, unit)} → {say(b, unit)}
      </small>
    </td>
  );
}

/** `+12.3 MB (+4.5%)`; between percentages only the points, for a percentage of them would say nothing. */
function changeWords({ change, percent }: Difference, unit: Unit, messages: Messages, say: Say): string {
  if (change === undefined) return say(null, unit);
  const signed = (value: number, as: Unit) => `${value > 0 ? '+' : '−'}${say(Math.abs(value), as)}`;
  if (unit === 'percent') return messages.compare.points(signed(change, 'points'));
  return signed(change, unit) + (percent === undefined ? '' : ` (${signed(percent, 'percent')})`);
}
