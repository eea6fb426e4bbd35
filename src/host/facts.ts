import type { Logger } from 'pino';
import { type CpuIdentity, readCpuIdentity } from './cpu-identity.ts';
import { askKernelUnits, usualUnits } from './page-size.ts';
import { type Platform, readPlatform } from './platform.ts';

/**
 * What does not change while the agent runs. Always complete: what nobody could tell is `Unknown`, or the
 * usual value.
 */
export interface HostFacts {
  readonly cpu: CpuIdentity;
  readonly platform: Platform;
  readonly pageSizeBytes: number;
  readonly ticksPerSecond: number;
  /** In plain words, what could not be determined and why. */
  readonly problems: readonly string[];
}

export interface HostFactsOptions {
  readonly procRoot: string;
  readonly log: Logger;
  /**
   * For each program that is asked. Long, because a machine may be busy when the agent starts; nobody waits
   * for it.
   */
  readonly timeLimitMs?: number;
  /** Programs to ask instead of those in PATH. */
  readonly lscpu?: string;
  readonly getconf?: string;
}

const TIME_LIMIT_MS = 5_000;

/** The last line of defence: whatever goes wrong inside a part costs that part only. */
async function isolated<T>(name: string, work: Promise<T>, without: (problem: string) => T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    return without(`${name} could not be determined: ${String(error)}`);
  }
}

const unknown = 'Unknown';
const unknownCpu: CpuIdentity = { architecture: unknown, model: unknown, mhz: unknown };
const unknownPlatform: Platform = {
  version: unknown,
  hostname: unknown,
  system: unknown,
  release: unknown,
  distribution: unknown,
};

/**
 * Asks for everything at once: some 15 ms and three short processes on a common machine, so it is started
 * when the agent already listens. Never rejects, and none of its parts can spoil another.
 */
export async function loadHostFacts(options: HostFactsOptions): Promise<HostFacts> {
  const { procRoot, log, timeLimitMs = TIME_LIMIT_MS, lscpu = 'lscpu', getconf = 'getconf' } = options;
  const [cpu, platform, kernel] = await Promise.all([
    isolated('the processor', readCpuIdentity({ procRoot, timeLimitMs, lscpu }), (problem) => ({
      identity: unknownCpu,
      problems: [problem],
    })),
    isolated('the platform', readPlatform({ timeLimitMs }), (problem) => ({
      platform: unknownPlatform,
      problems: [problem],
    })),
    isolated("the kernel's units", askKernelUnits({ procRoot, timeLimitMs, getconf }), (problem) => ({
      units: usualUnits,
      problems: [problem],
    })),
  ]);
  const problems = [...cpu.problems, ...platform.problems, ...kernel.problems];
  if (problems.length > 0) log.info({ problems }, 'some facts of this host are not known');
  return { cpu: cpu.identity, platform: platform.platform, ...kernel.units, problems };
}
