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

/** @throws ParseError when one of the four lines is missing */
export function parsePidIo(path: string, bytes: Buffer): PidIo {
  const scanner = new Scanner(path, bytes);
  // In the file's order: each search goes on where the last one ended.
  return {
    readCount: scanner.uintOfLine('syscr:'),
    writeCount: scanner.uintOfLine('syscw:'),
    readBytes: scanner.uintOfLine('read_bytes:'),
    writeBytes: scanner.uintOfLine('write_bytes:'),
  };
}
