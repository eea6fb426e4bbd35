import { LinePlaces } from './line-places.ts';
import { Scanner } from './scanner.ts';

/** What is used of /proc/<pid>/status, proc_pid_status(5). */
export interface PidStatus {
  /** Voluntary and not, since it began. The kernel counts them a thread: for a process these are its first thread's. */
  readonly contextSwitches: number;
  /** Whether it ignores SIGCHLD: then its children vanish without being charged to it. */
  readonly ignoresChildren: boolean;
}

const KEYS = ['SigIgn:\t', 'voluntary_ctxt_switches:', 'nonvoluntary_ctxt_switches:'] as const;
export type PidStatusPlaces = LinePlaces<(typeof KEYS)[number]>;
export const createPidStatusPlaces = (): PidStatusPlaces => new LinePlaces(KEYS);

/** The mask's bits are in hexadecimal, the last digit for the signals 1 to 4: SIGCHLD, 17, is the lowest of the fifth. */
const MASK_DIGITS = 16;
const CHILD_DIGIT_FROM_END = 5;

/**
 * @param places as of the reading before, of the same process
 * @throws ParseError when the two lines of context switches are missing
 */
export function parsePidStatus(
  path: string,
  bytes: Buffer,
  places: PidStatusPlaces = createPidStatusPlaces(),
): PidStatus {
  const scanner = new Scanner(path, bytes);
  return {
    ignoresChildren: places.seek(scanner, 'SigIgn:\t') && hasChildBit(scanner),
    contextSwitches:
      places.uint(scanner, 'voluntary_ctxt_switches:') + places.uint(scanner, 'nonvoluntary_ctxt_switches:'),
  };
}

/** Of the mask that the scanner is at. */
function hasChildBit({ bytes, position }: Scanner): boolean {
  const digit = position + MASK_DIGITS - CHILD_DIGIT_FROM_END;
  return (Number.parseInt(bytes.toString('latin1', digit, digit + 1), 16) & 1) === 1;
}
