import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a tool prints, untranslated and with a point in its numbers. */
export async function print(program: string, ...argv: readonly (string | number)[]): Promise<string> {
  const env = { PATH: process.env.PATH, LC_ALL: 'C' };
  const { stdout } = await run(program, argv.map(String), { env });
  return stdout;
}

export type Row = Readonly<Record<string, string>>;

/** A table of words below a line of as many names; names that hold spaces, and what lies outside, are not for this. */
export function rows(lines: readonly string[]): Row[] {
  const [names, ...table] = lines.map((line) => line.trim().split(/\s+/));
  return table.map((words) =>
    Object.fromEntries((names as string[]).map((name, at) => [name, words[at] ?? ''])),
  );
}

/** pidstat: a process's CPU, memory and disk over so many seconds from now. */
export async function pidstat(pid: number, seconds: number): Promise<Row> {
  const printed = await print('pidstat', '-h', '-u', '-r', '-d', '-p', pid, seconds, 1);
  const [process] = rows(linesFrom(printed, /^# /).map((line) => line.replace('# ', '')));
  return process as Row;
}

/** sar -u: the share of each mode over so many seconds from now; by `all`, `0`, `1`… */
export async function sarOfCpus(seconds: number): Promise<ReadonlyMap<string, Row>> {
  const printed = await print('sar', '-u', 'ALL', '-P', 'ALL', seconds, 1);
  const cpus = rows(linesFrom(printed, /^Average:/));
  return new Map(cpus.map((row) => [row.CPU as string, row]));
}

export interface IostatDisk {
  readonly disk_device: string;
  readonly kB_read: number;
  readonly kB_wrtn: number;
}

/** iostat -d: what each disk read and wrote over so many seconds from now. */
export async function iostat(seconds: number): Promise<readonly IostatDisk[]> {
  const printed = JSON.parse(await print('iostat', '-y', '-d', '-k', '-o', 'JSON', seconds, 1));
  return printed.sysstat.hosts[0].statistics[0].disk;
}

function linesFrom(printed: string, first: RegExp): string[] {
  const lines = printed.split('\n').filter((line) => line !== '');
  return lines.slice(lines.findIndex((line) => first.test(line)));
}
