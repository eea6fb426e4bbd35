import type { Difference, DifferenceRow } from '../data/compare.ts';
import type { Unit } from '../data/metrics.ts';
import { STATISTIC_NAMES } from '../data/statistics.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { useSettings } from '../parts/settings.tsx';
import { metricWords } from '../parts/words.ts';

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
            <th scope="col">{messages.read.metric}</th>
            {STATISTIC_NAMES.map((name) => (
              <th scope="col" class="number" key={name}>
                {messages.statistics[name]}
                <small>A → B</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ chart, metric, unit, differences }) => (
            <tr key={`${chart.name} ${metric.path}`}>
              <th scope="row">
                <span class="soft">{messages.charts[chart.name]}</span>{' '}
                {metricWords(metric, chart.name, messages)}
              </th>
              {STATISTIC_NAMES.map((name) => (
                <DifferenceCell key={name} difference={differences[name]} unit={unit} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function DifferenceCell({ difference, unit }: { readonly difference: Difference; readonly unit: Unit }) {
  const { messages, say } = useSettings();
  const { a, b, change, percent } = difference;
  const sign = (value: number) => (value > 0 ? '+' : '−');
  const share =
    percent === undefined || unit === 'percent'
      ? ''
      : ` (${sign(percent)}${say(Math.abs(percent), 'percent')})`;
  const text =
    change === undefined ? say(null, unit) : `${sign(change)}${say(Math.abs(change), unit)}${share}`;
  return (
    <td class="number">
      <b>{change === 0 ? messages.compare.same : text}</b>
      <small class="soft">
        {say(a, unit)} → {say(b, unit)}
      </small>
    </td>
  );
}
