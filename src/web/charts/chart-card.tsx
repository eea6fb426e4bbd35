import { useCallback, useId, useMemo, useState } from 'preact/hooks';
import type uPlot from 'uplot';
import type { ChartData } from '../data/chart-data.ts';
import { Icon } from '../parts/icon.tsx';
import { useMedia, useSettings } from '../parts/settings.tsx';
import { ChartKeys } from './chart-keys.tsx';
import { ChartTable } from './chart-table.tsx';
import { type CursorPoint, heatEntries, Legend, latestPoint, lineEntries, pointAt } from './legend.tsx';
import type { TimeRange } from './plot-options.ts';
import { TimePlot } from './time-plot.tsx';

export interface ChartCardProps {
  readonly data: ChartData;
  readonly axis: 'clock' | 'elapsed';
  readonly range: TimeRange;
  readonly syncKey: string;
  readonly onZoom: (range: TimeRange | undefined) => void;
  /** Said instead of the chart's own name. */
  readonly title?: string;
  readonly height?: number;
  readonly class?: string;
}

/** From so many cores on, lines are a tangle. */
const HEAT_FROM = 9;

/** One chart with its legend, which says the values under the cursor or the latest, and its table. */
export function ChartCard(props: ChartCardProps) {
  const { data, axis, range, syncKey, onZoom } = props;
  const { messages, clock } = useSettings();
  const [asTable, setAsTable] = useState(false);
  const [cursor, setCursor] = useState<CursorPoint | undefined>();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [plot, setPlot] = useState<uPlot | undefined>();
  const roomyHeight = useMedia('(min-width: 1900px)') ? 230 : 172;
  const titleId = useId();
  const title = props.title ?? messages.charts[data.name];
  const height = props.height ?? roomyHeight;
  const kind = data.name === 'cores' && data.series.length >= HEAT_FROM ? 'heat' : 'lines';
  const onCursor = useCallback((moved: uPlot) => setCursor(pointAt(moved)), []);
  const latest = useMemo(() => latestPoint(data), [data]);
  const point = cursor ?? latest;
  const entries = kind === 'heat' ? heatEntries(data, point, messages) : lineEntries(data, point, messages);
  const time = cursor ? pointTime(data, cursor, axis, clock) : '';
  const toggle = (path: string) => setHidden((now) => toggled(now, path));

  return (
    <section class={`card chart ${props.class ?? ''}`} aria-labelledby={titleId}>
      <header class="chart-head">
        <h3 id={titleId}>{title}</h3>
        <span class="chart-time">{time}</span>
        <button
          type="button"
          class="icon-button"
          aria-pressed={asTable}
          aria-label={`${title}: ${messages.chart.table}`}
          title={asTable ? messages.chart.chart : messages.chart.table}
          onClick={() => setAsTable(!asTable)}
        >
          <Icon name={asTable ? 'chart' : 'table'} />
        </button>
      </header>
      {kind === 'heat' && <p class="chart-note">{messages.chart.heat(data.series.length)}</p>}
      <Legend
        entries={entries}
        unit={data.unit}
        hidden={hidden}
        onToggle={kind === 'heat' ? undefined : toggle}
      />
      {asTable ? (
        <ChartTable data={data} axis={axis} range={range} title={title} height={height} />
      ) : (
        <ChartKeys
          plot={plot}
          syncKey={syncKey}
          title={title}
          entries={entries}
          time={time}
          unit={data.unit}
          onZoom={onZoom}
        >
          <TimePlot
            {...{ data, kind, axis, range, syncKey, height, hidden, onZoom, onCursor }}
            onPlot={setPlot}
          />
        </ChartKeys>
      )}
    </section>
  );
}

function pointTime(
  data: ChartData,
  point: CursorPoint,
  axis: 'clock' | 'elapsed',
  clock: { time: (ms: number) => string; elapsed: (ms: number) => string },
): string {
  const timeMs = data.timesMs[point.index];
  if (timeMs === undefined) return '';
  return axis === 'clock' ? clock.time(timeMs) : clock.elapsed(timeMs);
}

function toggled(hidden: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(path)) next.add(path);
  return next;
}
