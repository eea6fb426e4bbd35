import { readFileSync } from 'node:fs';

/** The soft limit of open files in the text of /proc/<pid>/limits, proc_pid_limits(5); undefined when unlimited. */
export function parseOpenFilesLimit(text: string): number | undefined {
  const match = /^Max open files\s+(\d+)/m.exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** How many descriptors this process may have open, of the real /proc; 1024 when it does not tell. */
export function readOpenFilesLimit(): number {
  try {
    return parseOpenFilesLimit(readFileSync('/proc/self/limits', 'latin1')) ?? Number.POSITIVE_INFINITY;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 1024;
    throw error;
  }
}
