import type uPlot from 'uplot';
import type { ChartData, Points } from '../data/chart-data.ts';
import { mixStops, rgbOf } from './palette.ts';
import { cursorHooks, type PlotFrame, sharedCursor, timeAxis } from './plot-options.ts';

/** The chart of many cores: one row a core, one column a sample, the fuller the stronger. */
export function heatData(data: ChartData): uPlot.AlignedData {
  // uPlot finds its samples under the cursor by a series: any will do, its line is never drawn.
  return [data.timesMs as number[], (data.series[0]?.values ?? []) as (number | null)[]];
}

/** @param current the data to draw now: the plot outlives one second's data */
export function heatOptions(
  current: () => ChartData,
  frame: PlotFrame,
): Omit<uPlot.Options, 'width' | 'height'> {
  const rows = current().series.length;
  const shades = shadesOf(frame.palette.heat);
  const { setCursor = [], setSelect = [] } = cursorHooks(frame);
  return {
    ms: 1,
    legend: { show: false },
    padding: [10, 18, 0, 0],
    cursor: { ...sharedCursor(frame), y: true, points: { show: false } },
    hooks: { setCursor, setSelect, draw: [(plot) => drawHeat(plot, current(), shades)] },
    scales: { x: { time: frame.axis === 'clock', auto: false }, y: { range: [0, rows] } },
    axes: [
      timeAxis(frame),
      {
        font: '11px system-ui, sans-serif',
        stroke: frame.palette.text,
        size: 66,
        gap: 6,
        grid: { show: false },
        ticks: { show: false },
        incrs: [1, 2, 4, 8, 16, 32, 64, 128, 256],
        values: (_plot, splits) => splits.map((row) => current().series[row]?.metric.ownName ?? ''),
      },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
  };
}

/** Which row the cursor is over; rows count from the bottom. */
export function rowUnder(plot: uPlot, rows: number): number | undefined {
  const { top } = plot.cursor;
  if (top === undefined || top < 0 || !plot.cursor.event) return undefined;
  const row = Math.floor(plot.posToVal(top, 'y'));
  return row >= 0 && row < rows ? row : undefined;
}

const STEPS = 101;

function shadesOf(stops: readonly string[]): Uint8ClampedArray {
  const rgb = stops.map(rgbOf);
  const shades = new Uint8ClampedArray(STEPS * 3);
  for (let step = 0; step < STEPS; step++) shades.set(mixStops(rgb, step / (STEPS - 1)), step * 3);
  return shades;
}

/**
 * One pixel a cell on a small canvas, then stretched: an hour of 256 cores is a million cells, which are cheap
 * as pixels and dear as rectangles. Samples that share a pixel column show their maximum: a peak is not lost.
 */
function drawHeat(plot: uPlot, data: ChartData, shades: Uint8ClampedArray): void {
  const { ctx, bbox } = plot;
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  const width = Math.max(1, Math.min(Math.floor(bbox.width / 2), samplesBetween(data.timesMs, min, max)));
  const rows = data.series.length;
  const image = new ImageData(width, rows);
  const columnOf = columnIndexes(data.timesMs, min, max, width);
  data.series.forEach(({ values }, row) => {
    paintRow(image, rows - 1 - row, peaks(values, columnOf, width), shades);
  });
  const small = document.createElement('canvas');
  small.width = width;
  small.height = rows;
  small.getContext('2d')?.putImageData(image, 0, 0);
  ctx.save();
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(small, bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.restore();
}

/** How many samples the shown time would hold at the usual distance between two. */
function samplesBetween(timesMs: readonly number[], min: number, max: number): number {
  const length = timesMs.length;
  const stepMs = length > 1 ? ((timesMs[length - 1] ?? 0) - (timesMs[0] ?? 0)) / (length - 1) : max - min;
  return Math.ceil((max - min) / Math.max(stepMs, 1));
}

function columnIndexes(timesMs: readonly number[], min: number, max: number, width: number): Int32Array {
  const perColumn = (max - min) / width;
  return Int32Array.from(timesMs, (timeMs) => {
    // A sample tells of the time before it.
    const column = Math.ceil((timeMs - min) / perColumn) - 1;
    return column >= 0 && column < width ? column : -1;
  });
}

function peaks(values: Points, columnOf: Int32Array, width: number): Float32Array {
  const found = new Float32Array(width).fill(-1);
  values.forEach((value, index) => {
    const column = columnOf[index] ?? -1;
    if (column < 0 || typeof value !== 'number') return;
    found[column] = Math.max(found[column] ?? -1, value);
  });
  return found;
}

function paintRow(image: ImageData, row: number, values: Float32Array, shades: Uint8ClampedArray): void {
  values.forEach((value, column) => {
    if (value < 0) return;
    const shade = Math.min(STEPS - 1, Math.round(value)) * 3;
    image.data.set([...shades.subarray(shade, shade + 3), 255], (row * image.width + column) * 4);
  });
}
