import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  readonly psutil: string;
  /** Load average when the run began: what else was going on. */
  readonly loadBefore: string;
  readonly text: string;
}

export function describeMachine(): Machine {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    psutil: execFileSync('/usr/bin/python3', ['-c', 'import psutil; print(psutil.__version__)'], {
      encoding: 'utf8',
    }).trim(),
    loadBefore: readFileSync('/proc/loadavg', 'latin1').split(' ').slice(0, 3).join(' '),
  };
  const text =
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, Linux ${machine.kernel}, ` +
    `Node ${machine.node}, psutil ${machine.psutil}; load before the run ${machine.loadBefore}`;
  return { ...machine, text };
}
