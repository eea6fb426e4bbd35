import { machine } from 'node:os';
import { readCpuinfo } from '../proc/cpuinfo.ts';
import { readLscpu } from './lscpu.ts';

/** What the processor is: the contract's `cpu.architecture`, `cpu.model` and `cpu.MHz`, never empty. */
export interface CpuIdentity {
  readonly architecture: string;
  readonly model: string;
  /** A string, as the contract has it: `2394.446`. */
  readonly mhz: string;
}

export interface CpuIdentityOptions {
  readonly procRoot: string;
  /** For each program that is asked. */
  readonly timeLimitMs: number;
  /** A name to look for in PATH, or a path. */
  readonly lscpu: string;
}

const UNKNOWN = 'Unknown';

/**
 * The mean over the cores in the kernel's own three decimals; `undefined` where the kernel tells none (ARM).
 */
async function meanClock(procRoot: string): Promise<string | undefined> {
  const { coreMegahertz } = await readCpuinfo(procRoot);
  if (coreMegahertz.length === 0) return undefined;
  const sum = coreMegahertz.reduce((total, megahertz) => total + megahertz, 0);
  return (sum / coreMegahertz.length).toFixed(3);
}

async function findClock(
  told: string | undefined,
  procRoot: string,
): Promise<{ mhz?: string; problem?: string }> {
  if (told !== undefined) return { mhz: told };
  try {
    const mhz = await meanClock(procRoot);
    return mhz === undefined ? { problem: 'neither lscpu nor /proc/cpuinfo tells it' } : { mhz };
  } catch (error) {
    return { problem: String(error) };
  }
}

/**
 * lscpu, with the gaps filled that others can fill: the architecture is what `uname -m` says, which is where
 * lscpu has it from, and the clock is the mean of /proc/cpuinfo. The model is lscpu's or nobody's.
 * @returns the identity, and in plain words why anything in it is `Unknown`
 */
export async function readCpuIdentity({
  procRoot,
  timeLimitMs,
  lscpu,
}: CpuIdentityOptions): Promise<{ readonly identity: CpuIdentity; readonly problems: readonly string[] }> {
  const told = await readLscpu({ timeLimitMs, command: lscpu });
  const clock = await findClock(told.mhz, procRoot);
  const problems: string[] = [];
  if (told.model === undefined) {
    problems.push(`the processor's model is unknown: ${told.problem ?? 'lscpu does not know it'}`);
  }
  if (clock.problem !== undefined) problems.push(`the processor's clock is unknown: ${clock.problem}`);
  return {
    identity: {
      architecture: told.architecture ?? machine(),
      model: told.model ?? UNKNOWN,
      mhz: clock.mhz ?? UNKNOWN,
    },
    problems,
  };
}
