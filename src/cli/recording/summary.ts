import type { RecordingAnswer } from '../../web/api/answer.ts';
import { type Columns, readColumns } from '../../web/data/columns.ts';
import type { Unit } from '../../web/data/metrics.ts';
import { createSay } from '../../web/data/quantity.ts';
import { ratesOf } from '../../web/data/rates.ts';
import { statisticsOf } from '../../web/data/statistics.ts';
import { fillTimes } from '../../web/data/times.ts';
import { textTable } from '../terminal/text-table.ts';

interface Row {
  readonly name: string;
  readonly path: string;
  readonly unit: Unit;
  /** A cumulative counter, told as change per second. */
  readonly isCounter?: boolean;
}

const systemRows: readonly Row[] = [
  { name: 'CPU', path: 'cpu.percent', unit: 'percent' },
  { name: 'memory used', path: 'memory.used', unit: 'bytes' },
  { name: 'disk read', path: 'io.readSize', unit: 'bytesPerSecond', isCounter: true },
  { name: 'disk written', path: 'io.writeSize', unit: 'bytesPerSecond', isCounter: true },
  { name: 'network received', path: 'network.rxSize', unit: 'bytesPerSecond', isCounter: true },
  { name: 'network sent', path: 'network.txSize', unit: 'bytesPerSecond', isCounter: true },
  { name: 'load', path: 'load.one', unit: 'load' },
];

const processRows: readonly Row[] = [
  { name: 'CPU (100% = one core)', path: 'cpu.percent', unit: 'percent' },
  { name: 'memory resident', path: 'memory.used', unit: 'bytes' },
  { name: 'disk read', path: 'io.readSize', unit: 'bytesPerSecond', isCounter: true },
  { name: 'disk written', path: 'io.writeSize', unit: 'bytesPerSecond', isCounter: true },
  { name: 'processes', path: 'count', unit: 'count' },
];

const say = createSay('en');

/** Mean, p50, p95 and maximum of what matters most, and how far to trust it. @param answer `detail=full&units=bytes` */
export function recordingSummary(answer: RecordingAnswer): string {
  const timesMs = fillTimes(answer.timestamps, answer.interval * 1000);
  const rows = [
    ['', 'mean', 'p50', 'p95', 'max'],
    ['system'],
    ...sideRows(systemRows, readColumns(answer.system, timesMs.length), timesMs),
  ];
  if (answer.process) {
    rows.push([answer.server ?? 'service']);
    rows.push(...sideRows(processRows, readColumns(answer.process, timesMs.length), timesMs));
  }
  const table = textTable(rows, ['left', 'right', 'right', 'right', 'right']);
  return table + qualityLines(answer);
}

function sideRows(rows: readonly Row[], columns: Columns, timesMs: readonly number[]): string[][] {
  return rows.flatMap(({ name, path, unit, isCounter }) => {
    const column = columns.get(path);
    if (column === undefined) return [];
    const statistics = statisticsOf(isCounter ? ratesOf(column, timesMs) : column);
    const { mean, p50, p95, max } = statistics ?? {};
    return [[`  ${name}`, ...[mean, p50, p95, max].map((value) => say(value, unit))]];
  });
}

function qualityLines({ quality, interval }: RecordingAnswer): string {
  if (quality === undefined) return '';
  const { taken, missed, unreadable } = quality;
  const lines = [
    `${taken} ${taken === 1 ? 'sample' : 'samples'}, one every ${interval} s${missed > 0 ? `; ${missed} missed` : ''}`,
  ];
  for (const { what, reason } of unreadable) lines.push(`not read: ${what}: ${reason}`);
  return `${lines.join('\n')}\n`;
}
