import type { Value } from '../api/answer.ts';
import type { Columns } from '../data/columns.ts';
import type { Recorded } from '../data/recorded.ts';

/**
 * Every sample of every series, one row a sample, as RFC 4180 has it. Sizes in bytes, counters cumulative, as
 * the agent answered; what is not known is empty. Columns are named by their place in the answer.
 */
export function recordingCsv({ answer, timesMs, system, process }: Recorded): string {
  const columns = [...named('system', system), ...named('process', process ?? new Map())];
  const head = ['time', 'elapsed_seconds', ...columns.map(([name]) => name)].map(csvText).join(',');
  const rows = timesMs.map((timeMs, index) => {
    const elapsed = round((timeMs - answer.startedAt) / 1000);
    const cells = columns.map(([, column]) => csvNumber(column[index] ?? null));
    return [new Date(timeMs).toISOString(), elapsed, ...cells].join(',');
  });
  return `${[head, ...rows].join('\r\n')}\r\n`;
}

function named(side: string, columns: Columns): [string, readonly Value[]][] {
  return [...columns].map(([path, column]) => [`${side}.${path}`, column]);
}

function round(seconds: number): string {
  return String(Math.round(seconds * 1000) / 1000);
}

function csvNumber(value: Value): string {
  return value === null ? '' : String(value);
}

/**
 * A text cell. One that a spreadsheet would take for a formula is made text by a quote before it: names come
 * from the machine that was measured, and may be anything.
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
