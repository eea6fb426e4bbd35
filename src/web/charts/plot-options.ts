import type uPlot from 'uplot';
import type { Unit } from '../data/metrics.ts';
import { axisSteps, type Say } from '../data/quantity.ts';
import type { Clock } from '../i18n/clock.ts';
import type { Palette } from './palette.ts';

/** Milliseconds, from … to. */
export type TimeRange = readonly [number, number];

export interface PlotFrame {
  readonly palette: Palette;
  readonly clock: Clock;
  readonly sayRound: Say;
  /** `clock`: times of day; `elapsed`: since a start. */
  readonly axis: 'clock' | 'elapsed';
  /** Charts of one key share their cursor. */
  readonly syncKey: string;
  readonly onZoom: (range: TimeRange) => void;
  readonly onReset: () => void;
  readonly onCursor: (plot: uPlot) => void;
}

const FONT = '11px system-ui, sans-serif';
/** One width for all, so that the time axes of charts above each other are in line. */
const Y_AXIS_WIDTH = 66;
/** Narrower than this, a drag was a click. */
const LEAST_DRAG_PX = 6;

export function timeAxis(frame: PlotFrame): uPlot.Axis {
  const { palette, clock, axis } = frame;
  return {
    font: FONT,
    stroke: palette.text,
    size: 21,
    space: 58,
    gap: 4,
    incrs: TIME_STEPS_MS,
    grid: { stroke: palette.grid, width: 1 },
    ticks: { show: false },
    values: (_plot, splits, _axis, _space, stepMs) =>
      splits.map((ms) => (axis === 'clock' ? clock.tick(ms, stepMs) : clock.elapsed(ms))),
  };
}

const TIME_STEPS_MS = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400,
  172_800,
].map((seconds) => seconds * 1000);

export function valueAxis(frame: PlotFrame, unit: Unit): uPlot.Axis {
  return {
    font: FONT,
    stroke: frame.palette.text,
    size: Y_AXIS_WIDTH,
    space: 34,
    gap: 6,
    incrs: axisSteps(unit),
    grid: { stroke: frame.palette.grid, width: 1 },
    ticks: { show: false },
    values: (_plot, splits) => splits.map((value) => frame.sayRound(value, unit)),
  };
}

export function sharedCursor(frame: PlotFrame): uPlot.Cursor {
  return {
    y: false,
    points: { size: 7, width: 2 },
    hover: { skip: [undefined] },
    drag: { x: true, y: false, setScale: false },
    // A drag belongs to the chart it is made on; only the cursor is everybody's.
    sync: {
      key: frame.syncKey,
      scales: ['x', null],
      filters: { pub: (type) => type !== 'mousedown' && type !== 'mouseup' },
    },
    bind: {
      dblclick: () => () => {
        frame.onReset();
        return null;
      },
    },
  };
}

export function cursorHooks(frame: PlotFrame): uPlot.Hooks.Arrays {
  return {
    setCursor: [frame.onCursor],
    setSelect: [
      (plot) => {
        const { left, width } = plot.select;
        if (width < LEAST_DRAG_PX) return;
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        frame.onZoom([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
      },
    ],
  };
}
