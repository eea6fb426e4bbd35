import type { Filesystem, SystemAnswer, Value } from '../../web/api/answer.ts';
import { type Columns, readColumns } from '../../web/data/columns.ts';
import { createSay } from '../../web/data/quantity.ts';
import { ratesOf } from '../../web/data/rates.ts';
import { bar } from './bar.ts';
import { printable, textTable } from './text-table.ts';

const DEFAULT_WIDTH = 80;
const MOST_FILESYSTEMS = 5;
/** More cores than this are shown by one line of blocks, not by a bar each. */
const MOST_CORE_BARS = 16;
const BLOCKS = ' ▁▂▃▄▅▆▇█';

const say = createSay('en');

/** A screenful of the latest sample. @param answer `history=2&detail=full&units=bytes` */
export function liveView(answer: SystemAnswer, columnsOfTerminal = DEFAULT_WIDTH): string {
  const { timestamps, system } = answer;
  const columns = readColumns(system, timestamps.length);
  const timesMs = timestamps.map((time) => time ?? 0);
  const latest = (path: string): Value => columns.get(path)?.at(-1) ?? null;
  const rate = (path: string): Value => ratesOf(columns.get(path) ?? [], timesMs).at(-1) ?? null;
  const width = Math.max(10, Math.min(40, columnsOfTerminal - 40));
  const total = system.memory.total;

  const { hostname, distribution } = system.platform;
  const head = `${hostname}  ${distribution}  ${timeText(timestamps.at(-1) ?? null)}`;
  const rows = [
    ['CPU', percentBar(latest('cpu.percent'), width), say(latest('cpu.percent'), 'percent')],
    ...coreRows(columns, width),
    [
      'memory',
      percentBar(latest('memory.percent'), width),
      `${say(latest('memory.used'), 'bytes')} of ${say(total, 'bytes')}`,
    ],
    ...filesystemRows(system.disk, width),
  ];
  const figures = [
    ['', 'read', 'written'],
    ['disk', say(rate('io.readSize'), 'bytesPerSecond'), say(rate('io.writeSize'), 'bytesPerSecond')],
    ['', 'received', 'sent'],
    ['network', say(rate('network.rxSize'), 'bytesPerSecond'), say(rate('network.txSize'), 'bytesPerSecond')],
    ['', '1 min', '5 min', '15 min'],
    ['load', ...['one', 'five', 'fifteen'].map((name) => say(latest(`load.${name}`), 'load'))],
    ['', 'CPU', 'memory', 'IO'],
    ['stalled', ...['cpu', 'memory', 'io'].map((name) => say(latest(`pressure.${name}`), 'percent'))],
  ];
  const right = ['left', 'right', 'right', 'right'] as const;
  return `${printable(head)}\n\n${textTable(rows)}\n${textTable(figures, right)}`;
}

function percentBar(percent: Value, width: number): string {
  return bar((percent ?? 0) / 100, width);
}

function coreRows(columns: Columns, width: number): string[][] {
  const cores = [...columns].filter(([path]) => path.startsWith('cpu.core.'));
  const percents = cores.map(([, column]) => column.at(-1) ?? null);
  if (cores.length > MOST_CORE_BARS) {
    const blocks = percents.map((percent) => BLOCKS[Math.ceil(((percent ?? 0) / 100) * 8)] ?? ' ').join('');
    return [['  cores', blocks, '']];
  }
  return cores.map(([path], index) => {
    const percent = percents[index] ?? null;
    return [`  ${path.slice('cpu.core.'.length)}`, percentBar(percent, width), say(percent, 'percent')];
  });
}

/** The fullest ones: they are what stops a server. */
function filesystemRows(filesystems: readonly Filesystem[], width: number): string[][] {
  return [...filesystems]
    .sort((a, b) => (b.percent ?? 0) - (a.percent ?? 0))
    .slice(0, MOST_FILESYSTEMS)
    .map(({ mountPoint, percent, used, total, stuck }) => [
      mountPoint,
      percentBar(percent, width),
      stuck ? 'does not answer' : `${say(used, 'bytes')} of ${say(total, 'bytes')}`,
    ]);
}

function timeText(timeMs: Value): string {
  return timeMs === null ? '' : new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
