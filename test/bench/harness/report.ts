import { type CaseResult, type Check, isMet, type Table } from './bench-case.ts';
import type { Machine } from './machine.ts';
import { digits } from './quantities.ts';

export interface Finished {
  readonly name: string;
  readonly describe: string;
  readonly result: CaseResult;
}

export interface Report {
  readonly machine: Machine;
  readonly isQuick: boolean;
  readonly atIso: string;
  readonly finished: readonly Finished[];
}

export function summaryLine(check: Check): string {
  const [what, measured, figure, target, verdict] = summaryRow(check);
  return `${verdict}: ${what}: ${figure} (${target}); ${measured}`;
}

export function jsonReport({ finished, ...about }: Report): string {
  const cases = finished.map(({ name, describe, result }) => ({
    name,
    describe,
    checks: result.checks.map((check) => ({ ...check, isMet: isMet(check) })),
    tables: result.tables,
    notes: result.notes,
  }));
  return `${JSON.stringify({ ...about, cases }, null, 2)}\n`;
}

export function markdownReport({ machine, isQuick, atIso, finished }: Report): string {
  const checks = finished.flatMap(({ result }) => result.checks);
  return [
    '# What sysinfo-agent costs',
    `${atIso}${isQuick ? ', a quick run: coarse figures' : ''}. ${machine.text}.`,
    markdownTable({
      title: 'Summary',
      columns: ['measured', 'found', 'figure', 'to reach', ''],
      rows: checks.map(summaryRow),
    }),
    ...finished.map(caseSection),
    '',
  ].join('\n\n');
}

function caseSection({ name, describe, result }: Finished): string {
  return [
    `## ${name}`,
    `${describe}.`,
    ...result.tables.map(markdownTable),
    ...(result.plots ?? []).map(({ file, title }) => `![${title}](${file})`),
    result.notes.map((note) => `- ${note}`).join('\n'),
  ].join('\n\n');
}

function summaryRow(check: Check): string[] {
  const { what, measured, value, unit, target } = check;
  const wanted = 'atMost' in target ? `≤ ${digits(target.atMost)}` : `≥ ${digits(target.atLeast)}`;
  return [
    what,
    measured,
    quantity(digits(value), unit),
    quantity(wanted, unit),
    isMet(check) ? 'met' : 'MISSED',
  ];
}

function quantity(number: string, unit: string): string {
  return unit === '' ? number : `${number} ${unit}`;
}

function markdownTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [`**${title}**\n`, line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
