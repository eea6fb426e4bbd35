import { basename } from 'node:path';
import { readArguments, readExecutableName, readPidStat } from '../proc/pid-identity.ts';
import { COMM_BYTES } from './selector.ts';

/**
 * The name under which a plain selector finds the process: its command name, or where the kernel has cut that,
 * the program's whole name. Undefined when the process has gone or does not show itself.
 */
export function selectableName(procRoot: string, pid: number): string | undefined {
  const comm = readPidStat(procRoot, pid)?.comm;
  if (comm === undefined || Buffer.byteLength(comm) < COMM_BYTES) return comm;
  const first = readArguments(procRoot, pid)?.[0];
  const names = [first && basename(first), readExecutableName(procRoot, pid)];
  return names.find((name) => name?.startsWith(comm)) ?? comm;
}
