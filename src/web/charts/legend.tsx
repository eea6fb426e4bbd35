import type uPlot from 'uplot';
import { type ChartData, wholeFirst } from '../data/chart-data.ts';
import type { Unit } from '../data/metrics.ts';
import type { Messages } from '../i18n/messages.ts';
import { useSettings } from '../parts/settings.tsx';
import { seriesWords } from '../parts/words.ts';

/** Where the cursor stands. */
export interface CursorPoint {
  readonly index: number;
  /** The sample of each series nearest to it, where series have their samples at times of their own. */
  readonly indexes: readonly (number | null)[];
  /** The value under the cursor's height, as a share of the scale. */
  readonly height: number | undefined;
}

export interface LegendEntry {
  readonly path: string;
  readonly label: string;
  readonly value: number | null | undefined;
  readonly colour?: number;
  readonly dashed?: boolean;
}

export function pointAt(plot: uPlot): CursorPoint | undefined {
  const { idx, idxs = [], left = -1, top = -1, event } = plot.cursor;
  if (left < 0 || idx === null || idx === undefined) return undefined;
  return {
    index: idx,
    indexes: idxs.slice(1),
    height: event && top >= 0 ? plot.posToVal(top, 'y') : undefined,
  };
}

/** The newest sample in which anything is known. */
export function latestPoint(data: ChartData): CursorPoint | undefined {
  for (let index = data.timesMs.length - 1; index >= 0; index--) {
    if (data.series.some(({ values }) => typeof values[index] === 'number')) {
      return { index, indexes: data.series.map(() => index), height: undefined };
    }
  }
  return undefined;
}

export function lineEntries(
  data: ChartData,
  point: CursorPoint | undefined,
  messages: Messages,
): LegendEntry[] {
  const at = new Map(data.series.map((series, index) => [series, index]));
  return wholeFirst(data.series).map((series) => ({
    path: series.metric.path,
    label: seriesWords(series, data.name, messages),
    value: point && series.values[point.indexes[at.get(series) ?? 0] ?? point.index],
    colour: series.metric.colour,
    dashed: series.dashed ?? false,
  }));
}

/** Of many cores: the one under the cursor, or else the busiest; and their mean. */
export function heatEntries(
  data: ChartData,
  point: CursorPoint | undefined,
  messages: Messages,
): LegendEntry[] {
  if (!point) return [];
  const values = data.series.map((series) => series.values[point.index]);
  const known = values.filter((value) => typeof value === 'number');
  const mean = known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  const pointed = point.height === undefined ? -1 : Math.floor(point.height);
  const row = pointed >= 0 && pointed < values.length ? pointed : values.indexOf(Math.max(...known));
  const series = data.series[row];
  const name = series ? seriesWords(series, data.name, messages) : '';
  const label = row === pointed ? name : `${messages.chart.heatBusiest} · ${name}`;
  return [
    { path: 'row', label, value: values[row] },
    { path: 'mean', label: messages.chart.heatMean, value: mean },
  ];
}

export interface LegendProps {
  readonly entries: readonly LegendEntry[];
  readonly unit: Unit;
  readonly hidden: ReadonlySet<string>;
  /** Absent where nothing can be switched off. */
  readonly onToggle: ((path: string) => void) | undefined;
}

export function Legend({ entries, unit, hidden, onToggle }: LegendProps) {
  const { messages, say } = useSettings();
  return (
    <ul class="legend">
      {entries.map(({ path, label, value, colour, dashed }) => {
        const content = (
          <>
            {colour !== undefined && <span class={`swatch series-${colour % 8} ${dashed ? 'dashed' : ''}`} />}
            <span class="legend-label">{label}</span> <span class="legend-value">{say(value, unit)}</span>
          </>
        );
        return (
          <li key={`${path} ${label}`}>
            {onToggle && entries.length > 1 && colour !== undefined ? (
              <button
                type="button"
                class="legend-toggle"
                aria-pressed={!hidden.has(path)}
                title={messages.chart.show(label)}
                onClick={() => onToggle(path)}
              >
                {content}
              </button>
            ) : (
              <span class="legend-toggle">{content}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
