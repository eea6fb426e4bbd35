import { LinePlaces } from './line-places.ts';
import { Scanner } from './scanner.ts';

/** /proc/<pid>/io, proc_pid_io(5): counters since the process began, all its threads included. */
export interface PidIo {
  /** Read system calls. */
  readonly readCount: number;
  /** Write system calls. */
  readonly writeCount: number;
  /** Bytes fetched from storage: what the page cache answered is not in it. */
  readonly readBytes: number;
  /** Bytes sent, or later to be sent, to storage. */
  readonly writeBytes: number;
}

const KEYS = ['syscr:', 'syscw:', 'read_bytes:', 'write_bytes:'] as const;
export type PidIoPlaces = LinePlaces<(typeof KEYS)[number]>;
export const createPidIoPlaces = (): PidIoPlaces => new LinePlaces(KEYS);

/**
 * @param places as of the reading before, of the same process
 * @throws ParseError when one of the four lines is missing
 */
export function parsePidIo(path: string, bytes: Buffer, places: PidIoPlaces = createPidIoPlaces()): PidIo {
  const scanner = new Scanner(path, bytes);
  return {
    readCount: places.uint(scanner, 'syscr:'),
    writeCount: places.uint(scanner, 'syscw:'),
    readBytes: places.uint(scanner, 'read_bytes:'),
    writeBytes: places.uint(scanner, 'write_bytes:'),
  };
}
