import { ParseError } from './parse-error.ts';
import { Scanner } from './scanner.ts';

/** /proc/<pid>/stat, proc_pid_stat(5). Times in ticks of USER_HZ. */
export interface PidStat {
  /** The command name, cut by the kernel at 15 bytes. */
  readonly comm: string;
  readonly state: string;
  readonly parentPid: number;
  readonly utimeTicks: number;
  readonly stimeTicks: number;
  /** User and system time of children that ended and were waited for. */
  readonly childrenTicks: number;
  readonly threads: number;
  /** Since boot. With the pid it names a process for good: pids are reused. */
  readonly startTicks: number;
}

const OPENING = 40;
const CLOSING = 41;

/**
 * `commBefore` is the name as of the reading before: nearly always the same, and then no new text is made of it.
 * @throws ParseError when the text is not `pid (comm) state` and at least 20 further numbers
 */
export function parsePidStat(path: string, bytes: Buffer, commBefore = ''): PidStat {
  const first = bytes.indexOf(OPENING);
  // comm may itself hold parentheses, blanks and newlines: the last parenthesis ends it.
  const last = bytes.lastIndexOf(CLOSING);
  if (first < 0 || last < first) throw new ParseError(path, bytes.toString('latin1', 0, 80));
  const scanner = new Scanner(path, bytes);
  scanner.position = first + 1;
  const isSame = scanner.accept(commBefore) && scanner.position === last;
  const comm = isSame ? commBefore : bytes.toString('utf8', first + 1, last);
  scanner.position = last + 1;
  const state = scanner.word();
  const parentPid = scanner.uint();
  scanner.skipWords(9); // pgrp … cmajflt
  const utimeTicks = scanner.uint();
  const stimeTicks = scanner.uint();
  const childrenTicks = scanner.uint() + scanner.uint();
  scanner.skipWords(2); // priority, nice: may be negative
  const threads = scanner.uint();
  scanner.skipWords(1); // itrealvalue
  const startTicks = scanner.uint();
  return { comm, state, parentPid, utimeTicks, stimeTicks, childrenTicks, threads, startTicks };
}
