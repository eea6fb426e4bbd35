import type { Columns } from './columns.ts';

/** `points`: what lies between two percentages. */
export type Unit =
  | 'percent'
  | 'bytes'
  | 'bytesPerSecond'
  | 'perSecond'
  | 'count'
  | 'load'
  | 'milliseconds'
  | 'points';

/** What the page has words for in every language. */
export type MetricName =
  | 'busy'
  | 'user'
  | 'nice'
  | 'system'
  | 'iowait'
  | 'irq'
  | 'softirq'
  | 'steal'
  | 'used'
  | 'cached'
  | 'swap'
  | 'resident'
  | 'read'
  | 'written'
  | 'reads'
  | 'writes'
  | 'received'
  | 'sent'
  | 'one'
  | 'five'
  | 'fifteen'
  | 'cpuStall'
  | 'memoryStall'
  | 'ioStall'
  | 'processes'
  | 'threads'
  | 'openFiles'
  | 'contextSwitches';

export interface Metric {
  /** The column it is made from. */
  readonly path: string;
  /** A cumulative counter, shown as change per second. */
  readonly counter: boolean;
  readonly name?: MetricName;
  /** A name of the machine's own, said before the other: a disk, a core. */
  readonly ownName?: string;
  /** Which colour of the palette; fixed, so that a series keeps its colour when another one is absent. */
  readonly colour: number;
  /** Drawn as a layer on the layers before it. */
  readonly layer?: boolean;
  /** Left out while nothing but 0 is known of it: most machines never have any. */
  readonly rare?: boolean;
}

export type ChartName =
  | 'cpu'
  | 'cores'
  | 'memory'
  | 'disk'
  | 'operations'
  | 'devices'
  | 'latency'
  | 'network'
  | 'packets'
  | 'load'
  | 'pressure'
  | 'processCpu'
  | 'processMemory'
  | 'processDisk'
  | 'processOperations'
  | 'processTasks'
  | 'processSwitches';

export interface ChartPlan {
  readonly name: ChartName;
  readonly unit: Unit;
  /** The scale reaches this at least: all of a whole. */
  readonly whole?: 'hundred' | 'memory';
  readonly metrics: (columns: Columns) => readonly Metric[];
}

const gauge = (path: string, name: MetricName, colour: number): Metric => ({
  path,
  name,
  colour,
  counter: false,
});
const counter = (path: string, name: MetricName, colour: number): Metric => ({
  path,
  name,
  colour,
  counter: true,
});
const layer = (mode: string, name: MetricName, colour: number, rare = false): Metric => ({
  ...gauge(`cpu.modes.${mode}`, name, colour),
  layer: true,
  rare,
});

/** One series for each part of the machine that has such a column, in the order of their numbers. */
function eachOf(columns: Columns, prefix: string, suffix: string): Metric[] {
  const names = [...columns.keys()]
    .filter((path) => path.startsWith(prefix) && path.endsWith(suffix))
    .map((path) => path.slice(prefix.length, path.length - suffix.length))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return names.map((ownName, colour) => ({
    path: prefix + ownName + suffix,
    ownName,
    colour,
    counter: false,
  }));
}

const ops = (columns: Columns, found: readonly Metric[]) => found.filter(({ path }) => columns.has(path));

const plan = (
  name: ChartName,
  unit: Unit,
  metrics: readonly Metric[],
  whole?: 'hundred' | 'memory',
): ChartPlan => ({ name, unit, ...(whole && { whole }), metrics: (columns) => ops(columns, metrics) });

/** How long a read and a write took, of each disk. */
function latencies(columns: Columns): Metric[] {
  const of = (suffix: string, name: MetricName, colour: number) =>
    eachOf(columns, 'io.devices.', suffix).map((metric, disk) => ({
      ...metric,
      name,
      colour: disk * 2 + colour,
    }));
  return [...of('.readLatency', 'read', 0), ...of('.writeLatency', 'written', 1)];
}

/** The system's charts in the order of the page. To show a new metric, add a line here and its name above. */
export const SYSTEM_CHARTS: readonly ChartPlan[] = [
  plan(
    'cpu',
    'percent',
    [
      layer('user', 'user', 0),
      layer('nice', 'nice', 5, true),
      layer('system', 'system', 1),
      layer('irq', 'irq', 4, true),
      layer('softirq', 'softirq', 3, true),
      layer('steal', 'steal', 6, true),
      layer('iowait', 'iowait', 2, true),
      gauge('cpu.percent', 'busy', 7),
    ],
    'hundred',
  ),
  {
    name: 'cores',
    unit: 'percent',
    whole: 'hundred',
    metrics: (columns) => eachOf(columns, 'cpu.core.', ''),
  },
  plan(
    'memory',
    'bytes',
    [
      gauge('memory.used', 'used', 0),
      gauge('memory.cached', 'cached', 2),
      gauge('memory.swapUsed', 'swap', 1),
    ],
    'memory',
  ),
  plan('disk', 'bytesPerSecond', [counter('io.readSize', 'read', 0), counter('io.writeSize', 'written', 1)]),
  plan('network', 'bytesPerSecond', [
    counter('network.rxSize', 'received', 0),
    counter('network.txSize', 'sent', 1),
  ]),
  plan('load', 'load', [
    gauge('load.one', 'one', 0),
    gauge('load.five', 'five', 1),
    gauge('load.fifteen', 'fifteen', 2),
  ]),
  plan('pressure', 'percent', [
    gauge('pressure.cpu', 'cpuStall', 0),
    gauge('pressure.memory', 'memoryStall', 1),
    gauge('pressure.io', 'ioStall', 2),
  ]),
  plan('operations', 'perSecond', [
    counter('io.readCount', 'reads', 0),
    counter('io.writeCount', 'writes', 1),
  ]),
  {
    name: 'devices',
    unit: 'percent',
    whole: 'hundred',
    metrics: (columns) => eachOf(columns, 'io.devices.', '.utilization'),
  },
  { name: 'latency', unit: 'milliseconds', metrics: latencies },
  plan('packets', 'perSecond', [
    counter('network.rxCount', 'received', 0),
    counter('network.txCount', 'sent', 1),
  ]),
];

export const PROCESS_CHARTS: readonly ChartPlan[] = [
  plan('processCpu', 'percent', [gauge('cpu.percent', 'busy', 0)]),
  plan('processMemory', 'bytes', [gauge('memory.used', 'resident', 0)]),
  plan('processDisk', 'bytesPerSecond', [
    counter('io.readSize', 'read', 0),
    counter('io.writeSize', 'written', 1),
  ]),
  plan('processOperations', 'perSecond', [
    counter('io.readCount', 'reads', 0),
    counter('io.writeCount', 'writes', 1),
  ]),
  plan('processTasks', 'count', [
    gauge('count', 'processes', 0),
    gauge('threads', 'threads', 1),
    gauge('openFiles', 'openFiles', 2),
  ]),
  plan('processSwitches', 'perSecond', [counter('contextSwitches', 'contextSwitches', 0)]),
];
