import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process as the kernel's access checks see it. */
export interface AgentProcess {
  readonly pid: number;
  readonly uid: number;
  readonly gids: readonly number[];
  /** CAP_SYS_PTRACE: hidepid hides nothing from it. */
  readonly mayTrace: boolean;
  /** What reading other users' `/proc/<pid>/io` takes: may trace, and may open what only its owner may. */
  readonly mayReadIo: boolean;
}

const CAP_DAC_OVERRIDE = 1n << 1n;
const CAP_DAC_READ_SEARCH = 1n << 2n;
const CAP_SYS_PTRACE = 1n << 19n;

/** Effective rights of a process, from proc_pid_status(5). `undefined` when it is gone. */
export function readProcessRights(procfs: string, pid: number): AgentProcess | undefined {
  const status = readStatus(procfs, pid);
  if (status === undefined) return undefined;
  const numbers = (name: string) =>
    (new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '').trim().split(/\s+/).map(Number);
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  const mayTrace = (effective & CAP_SYS_PTRACE) !== 0n;
  // Uid and Gid hold the real, effective, saved and file system ids.
  const [, , , fileSystemGid = -1] = numbers('Gid');
  return {
    pid,
    uid: numbers('Uid')[3] ?? -1,
    gids: [fileSystemGid, ...numbers('Groups')],
    mayTrace,
    mayReadIo: mayTrace && (effective & (CAP_DAC_OVERRIDE | CAP_DAC_READ_SEARCH)) !== 0n,
  };
}

function readStatus(procfs: string, pid: number): string | undefined {
  try {
    return readFileSync(join(procfs, String(pid), 'status'), 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
