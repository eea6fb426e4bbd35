import { Scanner } from './scanner.ts';

/**
 * The context switches in the text of /proc/<pid>/status, proc_pid_status(5), voluntary and not, since it began.
 * The kernel counts them a thread: for a process these are its first thread's.
 * @throws ParseError when the two lines are missing
 */
export function parseContextSwitches(path: string, bytes: Buffer): number {
  const scanner = new Scanner(path, bytes);
  return scanner.uintAfter('\nvoluntary_ctxt_switches:') + scanner.uintAfter('\nnonvoluntary_ctxt_switches:');
}
