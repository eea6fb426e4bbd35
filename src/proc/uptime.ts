import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ParseError } from './parse-error.ts';

/** Seconds since boot, suspended time included: the first number of /proc/uptime, proc_uptime(5). */
export function parseUptime(path: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?) /.exec(text);
  if (match === null) throw new ParseError(path, text);
  return Number(match[1]);
}

/** @throws ParseError, or the system's error when there is no such file */
export function readUptime(procRoot: string): number {
  const path = join(procRoot, 'uptime');
  return parseUptime(path, readFileSync(path, 'latin1'));
}
