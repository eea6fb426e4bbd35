import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { ChartData } from '../data/chart-data.ts';
import { useSettings } from '../parts/settings.tsx';
import { heatData, heatOptions } from './heat-options.ts';
import { lineData, lineOptions } from './line-options.ts';
import { readPalette } from './palette.ts';
import type { TimeRange } from './plot-options.ts';

export interface TimePlotProps {
  readonly data: ChartData;
  readonly kind: 'lines' | 'heat';
  readonly axis: 'clock' | 'elapsed';
  readonly range: TimeRange;
  readonly syncKey: string;
  readonly height: number;
  /** Paths of the series that are switched off. */
  readonly hidden: ReadonlySet<string>;
  readonly onZoom: (range: TimeRange | undefined) => void;
  readonly onCursor: (plot: uPlot) => void;
  readonly onPlot: (plot: uPlot | undefined) => void;
}

/** uPlot as a component: made anew when what it draws changes in kind, fed when only the values do. */
export function TimePlot(props: TimePlotProps) {
  const { data, kind, axis, range, syncKey, height, hidden } = props;
  const { clock, sayRound, shade } = useSettings();
  const host = useRef<HTMLDivElement>(null);
  const plotRef = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const shape = data.series.map(({ metric, label }) => `${metric.path} ${label ?? ''}`).join('\n');

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const frame = {
      palette: readPalette(),
      clock,
      sayRound,
      axis,
      syncKey,
      onZoom: (zoomed: TimeRange) => latest.current.onZoom(zoomed),
      onReset: () => latest.current.onZoom(undefined),
      onCursor: (plot: uPlot) => latest.current.onCursor(plot),
    };
    const options =
      kind === 'heat'
        ? heatOptions(() => latest.current.data, frame)
        : lineOptions(latest.current.data, frame);
    const plot = new uPlot({ ...options, width: element.clientWidth, height }, undefined, element);
    plotRef.current = plot;
    latest.current.onPlot(plot);
    feed(plot, latest.current);
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      latest.current.onPlot(undefined);
      plotRef.current = undefined;
      plot.destroy();
    };
  }, [shape, kind, axis, syncKey, height, shade, clock, sayRound, data.ceiling, data.unit]);

  useEffect(() => {
    if (plotRef.current) feed(plotRef.current, latest.current);
  }, [data, range[0], range[1], hidden]);

  return <div class="plot" ref={host} />;
}

function feed(plot: uPlot, { data, kind, range, hidden }: TimePlotProps): void {
  plot.batch(() => {
    plot.setData(kind === 'heat' ? heatData(data) : lineData(data), false);
    if (kind === 'lines') {
      data.series.forEach(({ metric }, index) => {
        const show = !hidden.has(metric.path);
        if (plot.series[index + 1]?.show !== show) plot.setSeries(index + 1, { show });
      });
    }
    plot.setScale('x', { min: range[0], max: range[1] });
  });
}
