import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import uPlot from 'uplot';
import type { Unit } from '../data/metrics.ts';
import { useSettings } from '../parts/settings.tsx';
import type { LegendEntry } from './legend.tsx';
import type { TimeRange } from './plot-options.ts';

export interface ChartKeysProps {
  readonly plot: uPlot | undefined;
  readonly syncKey: string;
  readonly title: string;
  readonly entries: readonly LegendEntry[];
  readonly time: string;
  readonly unit: Unit;
  readonly onZoom: (range: TimeRange | undefined) => void;
  readonly children: ComponentChildren;
}

/**
 * A chart for those who do not point: to the keyboard and to a screen reader it is a slider along the time,
 * whose value is what the legend says there.
 */
export function ChartKeys({ plot, syncKey, title, entries, time, unit, onZoom, children }: ChartKeysProps) {
  const { messages, say } = useSettings();
  const helpId = useId();
  const spoken = entries.map(({ label, value }) => `${label} ${say(value, unit)}`).join(', ');
  const onKeyDown = (event: KeyboardEvent) => {
    if (plot && act(event.key, event.shiftKey ? 10 : 1, plot, syncKey, onZoom)) event.preventDefault();
  };
  const at = plot?.cursor.idx ?? 0;
  return (
    <>
      <div
        class="chart-keys"
        role="slider"
        tabIndex={0}
        aria-label={title}
        aria-describedby={helpId}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, (plot?.data[0]?.length ?? 1) - 1)}
        aria-valuenow={at}
        aria-valuetext={`${time || messages.chart.now}: ${spoken}`}
        onKeyDown={onKeyDown}
        onBlur={() => moveAll(syncKey, undefined)}
      >
        {children}
      </div>
      <p id={helpId} class="visually-hidden">
        {messages.chart.help}
      </p>
    </>
  );
}

function act(
  key: string,
  step: number,
  plot: uPlot,
  syncKey: string,
  onZoom: (range: TimeRange | undefined) => void,
): boolean {
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  const times = plot.data[0];
  const last = plot.valToIdx(max);
  const now = plot.cursor.left !== undefined && plot.cursor.left >= 0 ? (plot.cursor.idx ?? last) : last;
  const goTo = (index: number) =>
    moveAll(syncKey, times[Math.min(Math.max(index, plot.valToIdx(min)), last)]);
  switch (key) {
    case 'ArrowLeft':
      goTo(now - step);
      return true;
    case 'ArrowRight':
      goTo(now + step);
      return true;
    case 'Home':
      goTo(plot.valToIdx(min));
      return true;
    case 'End':
      goTo(last);
      return true;
    case '+':
    case '=': {
      const centre = times[now] ?? (min + max) / 2;
      const quarter = (max - min) / 4;
      onZoom([Math.max(min, centre - quarter), Math.min(max, centre + quarter)]);
      return true;
    }
    case 'Escape':
    case '-':
      onZoom(undefined);
      moveAll(syncKey, undefined);
      return true;
    default:
      return false;
  }
}

/** Puts the cursor of every chart of the group at a time, or away. */
function moveAll(syncKey: string, timeMs: number | undefined): void {
  for (const plot of uPlot.sync(syncKey).plots) {
    const left = timeMs === undefined ? -10 : plot.valToPos(timeMs, 'x');
    plot.setCursor({ left, top: timeMs === undefined ? -10 : 0 });
  }
}
