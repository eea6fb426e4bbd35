import type { TestContext } from 'node:test';
import { type PythonProgram, startPython } from '../support/python-program.ts';

export interface PsutilIo {
  readonly readSize: number;
  readonly writeSize: number;
  readonly readCount: number;
  readonly writeCount: number;
}

/** What psutil says at one moment: see `psutil_witness.py`. */
export interface Look {
  readonly system: {
    readonly cpuPercent: number;
    readonly corePercent: readonly number[];
    readonly usedBytes: number;
    readonly usedPercent: number;
    readonly freeBytes: number;
    readonly totalBytes: number;
    readonly disks: Readonly<Record<string, PsutilIo>>;
  };
  /** In the order of the pids. */
  readonly processes: readonly ProcessLook[];
}

export interface ProcessLook {
  readonly cpuPercent: number;
  readonly ownSeconds: number;
  readonly childrenSeconds: number;
  readonly residentBytes: number;
  readonly threads: number;
  readonly threadsSeconds: number;
  readonly openFiles: number;
  readonly contextSwitches: number;
  readonly io: PsutilIo;
}

export interface Usage {
  readonly total: number;
  readonly used: number;
  readonly free: number;
  readonly percent: number;
}

export interface Witness {
  /** One look at each moment, in milliseconds of the epoch; what has passed is looked at once. */
  look(moments: readonly number[]): Promise<readonly Look[]>;
  /** Of the filesystem that is mounted there; the path may hold no space. */
  usage(path: string): Promise<Usage>;
}

/** psutil in a process of its own, that knows the system and these processes. */
export async function startPsutil(t: TestContext, ...watched: readonly PythonProgram[]): Promise<Witness> {
  const python = await startPython(t, 'psutil_witness.py', ...watched.map(({ pid }) => pid));
  return {
    look: (moments) => python.ask('look', ...moments),
    usage: (path) => python.ask('usage', path),
  };
}

/** One of the watched processes, by its place among them. */
export function ofProcess({ processes }: Look, index = 0): ProcessLook {
  return processes[index] as ProcessLook;
}
