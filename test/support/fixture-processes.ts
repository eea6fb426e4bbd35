import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type FixtureHost, fixtureHost } from './fixture-host.ts';

/** What a made-up process shows; every field has a usual value. */
export interface ProcessFields {
  readonly comm?: string;
  readonly state?: string;
  readonly parentPid?: number;
  readonly ticks?: number;
  readonly childrenTicks?: number;
  readonly startTicks?: number;
  readonly threads?: number;
  readonly pages?: number;
  readonly io?: { readonly count: number; readonly bytes: number };
  readonly arguments?: readonly string[];
}

/** A /proc in which processes are born, change and end as the test says. */
export interface FixtureProcesses extends FixtureHost {
  put(pid: number, fields?: ProcessFields): void;
  /**
   * Its files are gone. Descriptors that are open still read them, unlike in the kernel's /proc: it takes a listing
   * to notice.
   */
  end(pid: number): void;
}

export function fixtureProcesses(t: TestContext): FixtureProcesses {
  const host = fixtureHost(t, 'no-processes');
  mkdirSync(host.procRoot, { recursive: true });
  return {
    ...host,
    put(pid, fields = {}) {
      const { comm = 'server', arguments: argv = [`/usr/sbin/${comm}`], pages = 100 } = fields;
      const { count, bytes } = fields.io ?? { count: 0, bytes: 0 };
      host.write(`proc/${pid}/stat`, statLine(pid, { ...fields, comm }));
      host.write(`proc/${pid}/statm`, `${pages * 4} ${pages} 10 1 0 50 0\n`);
      host.write(
        `proc/${pid}/io`,
        `rchar: 0\nwchar: 0\nsyscr: ${count}\nsyscw: ${count}\nread_bytes: ${bytes}\nwrite_bytes: ${bytes}\n`,
      );
      host.write(
        `proc/${pid}/status`,
        'Name:\tx\nvoluntary_ctxt_switches:\t11\nnonvoluntary_ctxt_switches:\t4\n',
      );
      host.write(`proc/${pid}/cmdline`, `${argv.join('\0')}\0`);
      host.write(`proc/${pid}/cgroup`, '0::/\n');
      for (const descriptor of [0, 1, 2]) host.write(`proc/${pid}/fd/${descriptor}`, '');
    },
    end(pid) {
      rmSync(join(host.procRoot, String(pid)), { recursive: true });
    },
  };
}

function statLine(pid: number, fields: ProcessFields & { readonly comm: string }): string {
  const { comm, state = 'S', parentPid = 1, ticks = 0, childrenTicks = 0 } = fields;
  const { startTicks = 5000, threads = 1 } = fields;
  const times = `${ticks} 0 ${childrenTicks} 0`;
  return `${pid} (${comm}) ${state} ${parentPid} 1 1 0 -1 0 0 0 0 0 ${times} 20 0 ${threads} 0 ${startTicks} 0 0\n`;
}
