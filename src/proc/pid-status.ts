import { Scanner } from './scanner.ts';

/** What is used of /proc/<pid>/status, proc_pid_status(5). */
export interface PidStatus {
  /** Voluntary and not, since it began. The kernel counts them a thread: for a process these are its first thread's. */
  readonly contextSwitches: number;
  /** Whether it ignores SIGCHLD: then its children vanish without being charged to it. */
  readonly ignoresChildren: boolean;
}

const IGNORED_SIGNALS = '\nSigIgn:\t';
/** The mask's bits are in hexadecimal, the last digit for the signals 1 to 4: SIGCHLD, 17, is the lowest of the fifth. */
const MASK_DIGITS = 16;
const CHILD_DIGIT_FROM_END = 5;

/** @throws ParseError when the two lines of context switches are missing */
export function parsePidStatus(path: string, bytes: Buffer): PidStatus {
  const scanner = new Scanner(path, bytes);
  const contextSwitches =
    scanner.uintAfter('\nvoluntary_ctxt_switches:') + scanner.uintAfter('\nnonvoluntary_ctxt_switches:');
  return { contextSwitches, ignoresChildren: ignoresChildren(bytes) };
}

/** False where the kernel does not tell. */
function ignoresChildren(bytes: Buffer): boolean {
  const line = bytes.indexOf(IGNORED_SIGNALS, 0, 'latin1');
  if (line < 0) return false;
  const digit = line + IGNORED_SIGNALS.length + MASK_DIGITS - CHILD_DIGIT_FROM_END;
  return (Number.parseInt(bytes.toString('latin1', digit, digit + 1), 16) & 1) === 1;
}
