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

export type PidIoPlaces = ReturnType<typeof pidIoPlaces>;
export const pidIoPlaces = () => new LinePlaces(['syscr:', 'syscw:', 'read_bytes:', 'write_bytes:']);

/**
 * @param places as of the reading before, of the same process
 * @throws ParseError when one of the four lines is missing
 */
export function parsePidIo(path: string, bytes: Buffer, places: PidIoPlaces = pidIoPlaces()): PidIo {
  const scanner = new Scanner(path, bytes);
  return {
    readCount: places.uint(scanner, 0),
    writeCount: places.uint(scanner, 1),
    readBytes: places.uint(scanner, 2),
    writeBytes: places.uint(scanner, 3),
  };
}
