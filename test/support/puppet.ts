import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { parsePidStat } from '../../src/proc/pid-stat.ts';

/** A shell that does what it is told, line by line, and ends with the test. */
export interface Puppet {
  readonly pid: number;
  /** Does one line of shell; resolves with what it printed when it is done. */
  run(line: string): Promise<string[]>;
  /** Ends it, and resolves when it was waited for: no trace of it is left. */
  end(): Promise<void>;
}

const DONE = '-- done --';
/** About a fifth of a second of CPU time, many ticks of the kernel on any machine. */
export const BURN = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';

export interface PuppetOptions {
  /** What the shell calls itself: its argv[0]. */
  readonly argv0?: string;
  /** Of the user to run as. */
  readonly uid?: number;
  readonly shell?: string;
}

export async function startPuppet(t: TestContext, options: PuppetOptions = {}): Promise<Puppet> {
  const { argv0 = 'sh', shell = '/bin/sh', uid } = options;
  const script = `while read -r line; do eval "$line"; echo '${DONE}'; done`;
  const child = spawn(shell, ['-c', script], {
    argv0,
    ...(uid === undefined ? {} : { uid, gid: uid }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const puppet: Puppet = {
    pid: child.pid as number,
    async run(line) {
      child.stdin.write(`${line}\n`);
      const printed: string[] = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`the shell ended while it did: ${line}`);
        if (value === DONE) return printed;
        printed.push(value);
      }
    },
    async end() {
      killAll(child);
      await exited;
    },
  };
  t.after(() => puppet.end());
  // Once it answers, it has called exec and has its name.
  await puppet.run(':');
  return puppet;
}

function killAll(child: ChildProcess): void {
  child.stdin?.destroy();
  child.kill('SIGKILL');
}

/** CPU ticks of a process and of the children it waited for, as /proc tells them. */
export function ticksOf(pid: number): { own: number; children: number } {
  const path = `/proc/${pid}/stat`;
  const stat = parsePidStat(path, readFileSync(path));
  return { own: stat.utimeTicks + stat.stimeTicks, children: stat.childrenTicks };
}
