import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { type KernelUnits, parseAuxv } from '../proc/auxv.ts';
import { runTool } from './run-tool.ts';

export interface KernelUnitsOptions {
  readonly procRoot: string;
  readonly timeLimitMs: number;
  /** A name to look for in PATH, or a path. */
  readonly getconf: string;
}

/** What nearly every kernel uses, for the machine on which neither getconf nor the kernel can be asked. */
export const usualUnits: KernelUnits = { pageSizeBytes: 4096, ticksPerSecond: 100 };

type Asked = { readonly value: number } | { readonly problem: string };

async function askGetconf(variable: string, { getconf, timeLimitMs }: KernelUnitsOptions): Promise<Asked> {
  const answer = await runTool(getconf, [variable], AbortSignal.timeout(timeLimitMs));
  if (answer.kind !== 'output') return { problem: answer.reason };
  const text = answer.text.trim();
  if (/^[1-9]\d{0,8}$/.test(text)) return { value: Number(text) };
  return { problem: `${getconf} ${variable} answered ${JSON.stringify(text.slice(0, 80))}` };
}

/**
 * What the kernel told this process when it began it: right too, and needs no program, but only where /proc
 * is our own.
 */
async function readOwnVector(procRoot: string): Promise<Partial<KernelUnits>> {
  try {
    return parseAuxv(await readFile(join(procRoot, 'self/auxv')), endianness());
  } catch (error) {
    if (error instanceof Error && 'code' in error) return {};
    throw error;
  }
}

/**
 * The units in which the kernel counts memory and CPU time, as getconf(1) has them: `PAGESIZE` and `CLK_TCK`,
 * in two runs at once because getconf takes one variable a run.
 * @returns the units, and in plain words which of them had to be taken from elsewhere, and from where
 */
export async function askKernelUnits(
  options: KernelUnitsOptions,
): Promise<{ readonly units: KernelUnits; readonly problems: readonly string[] }> {
  const [pageSize, ticks] = await Promise.all([
    askGetconf('PAGESIZE', options),
    askGetconf('CLK_TCK', options),
  ]);
  if ('value' in pageSize && 'value' in ticks) {
    return { units: { pageSizeBytes: pageSize.value, ticksPerSecond: ticks.value }, problems: [] };
  }

  const own = await readOwnVector(options.procRoot);
  const problems: string[] = [];
  const choose = (asked: Asked, key: keyof KernelUnits, name: string): number => {
    if ('value' in asked) return asked.value;
    const source = own[key] === undefined ? 'assumed to be' : 'taken from the auxiliary vector:';
    const value = own[key] ?? usualUnits[key];
    problems.push(`the ${name} is ${source} ${value} (${asked.problem})`);
    return value;
  };
  const units = {
    pageSizeBytes: choose(pageSize, 'pageSizeBytes', 'page size'),
    ticksPerSecond: choose(ticks, 'ticksPerSecond', 'clock tick'),
  };
  return { units, problems };
}
