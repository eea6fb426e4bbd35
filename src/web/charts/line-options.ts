import type uPlot from 'uplot';
import type { ChartData, ChartSeries, Points } from '../data/chart-data.ts';
import { stackLayers } from '../data/layers.ts';
import { seriesColour, withAlpha } from './palette.ts';
import { cursorHooks, type PlotFrame, sharedCursor, timeAxis, valueAxis } from './plot-options.ts';

/** What is drawn: layers laid on each other, everything else as it is. */
export function lineData(data: ChartData): uPlot.AlignedData {
  const stacked = stackLayers(data.series.filter(({ metric }) => metric.layer).map(({ values }) => values));
  let next = 0;
  const columns = data.series.map(({ metric, values }) =>
    metric.layer ? (stacked[next++] ?? values) : values,
  );
  return [data.timesMs as number[], ...(columns as (number | null | undefined)[][])];
}

export function lineOptions(data: ChartData, frame: PlotFrame): Omit<uPlot.Options, 'width' | 'height'> {
  const layered = data.series.filter(({ metric }) => metric.layer).length;
  return {
    ms: 1,
    legend: { show: false },
    padding: [10, 18, 0, 0],
    cursor: sharedCursor(frame),
    hooks: cursorHooks(frame),
    scales: {
      x: { time: frame.axis === 'clock', auto: false },
      y: { range: (_plot, _least, most) => [0, Math.max(data.ceiling ?? 0, (most || 0) * 1.08) || 1] },
    },
    axes: [timeAxis(frame), valueAxis(frame, data.unit)],
    series: [{}, ...data.series.map((series, index) => lineSeries(series, isFilled(data, index), frame))],
    bands: Array.from({ length: Math.max(0, layered - 1) }, (_, index) => ({
      series: [index + 2, index + 1] as [number, number],
      fill: withAlpha(colourOf(data.series[index + 1], frame), LAYER_ALPHA),
    })),
  };
}

const LAYER_ALPHA = 0.5;

/**
 * The ground of the layers; one or two lines, but not those that are equals, such as cores, or are compared; of
 * more, only the first.
 */
function isFilled({ series }: ChartData, index: number): boolean {
  if (series.some(({ dashed }) => dashed)) return false;
  if (series.some(({ metric }) => metric.layer)) return index === 0;
  if (series.some(({ metric }) => metric.ownName !== undefined)) return false;
  return index === 0 || series.length === 2;
}

function colourOf(series: ChartSeries | undefined, frame: PlotFrame): string {
  return seriesColour(frame.palette, series?.metric.colour ?? 0);
}

function lineSeries(series: ChartSeries, filled: boolean, frame: PlotFrame): uPlot.Series {
  const colour = colourOf(series, frame);
  const { layer } = series.metric;
  return {
    stroke: colour,
    width: layer ? 1 : 1.6,
    ...(series.dashed && { dash: [6, 4] }),
    ...(filled && { fill: withAlpha(colour, layer ? LAYER_ALPHA : 0.12) }),
    points: { show: true, size: 4, fill: colour, filter: (plot, at) => lonePoints(plot.data[at] as Points) },
  };
}

/** A sample between two gaps has no line to be seen by: it gets a dot. */
function lonePoints(values: Points): number[] {
  const lone: number[] = [];
  values.forEach((value, index) => {
    if (typeof value === 'number' && isGap(values[index - 1]) && isGap(values[index + 1])) lone.push(index);
  });
  return lone;
}

function isGap(value: number | null | undefined): boolean {
  return value === null || value === undefined;
}
