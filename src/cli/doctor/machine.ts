/** Whether this machine lets itself be measured. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runTool } from '../../host/run-tool.ts';
import type { AgentProcess } from './agent-process.ts';
import { note, ok, problem, skipped, type Verdict } from './finding.ts';

/** @param needed `engines.node` of package.json: `>=20.19` */
export function checkNode(running: string, needed: string): Verdict {
  const least = needed.replace(/^\D+/, '');
  const [have, want] = [running, least].map((text) => text.replace(/^v/, '').split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (have?.[index] ?? 0) - (want?.[index] ?? 0);
    if (difference > 0) break;
    if (difference < 0) {
      return problem(
        `Node ${running} is too old: ${least} or newer is needed`,
        'Install a newer Node, or the standalone package, which brings its own.',
      );
    }
  }
  return ok(`Node ${running}`);
}

export async function checkLscpu(): Promise<Verdict> {
  const answer = await runTool('lscpu', ['--version'], AbortSignal.timeout(5000));
  if (answer.kind === 'output') return ok(answer.text.trim());
  return problem(
    `${answer.reason}, so the processor's model and clock are less well known`,
    'Install the package util-linux (Debian) or util-linux-core (Red Hat).',
  );
}

/** hidepid hides other users' processes from everyone but root and one group. */
export function checkHidepid(procfs: string, agent: AgentProcess | undefined): Verdict {
  const options = procOptions(procfs);
  const hidepid = /(?:^|,)hidepid=([^,]+)/.exec(options)?.[1];
  if (hidepid === undefined || hidepid === '0' || hidepid === 'off') {
    return ok(`${procfs} shows every process`);
  }
  const gid = Number(/(?:^|,)gid=(\d+)/.exec(options)?.[1] ?? Number.NaN);
  const said = `${procfs} is mounted with hidepid=${hidepid}`;
  if (agent === undefined) return skipped(`${said}; no agent runs whose rights could be looked at`);
  if (agent.mayTrace || agent.gids.includes(gid)) return ok(`${said}, and the agent may see through it`);
  return problem(
    `${said}: other users' processes are hidden from the agent`,
    Number.isNaN(gid)
      ? 'Mount it with gid=GROUP, and give the service that group (SupplementaryGroups=).'
      : `Give the service the group ${gid} (SupplementaryGroups=${gid}).`,
  );
}

/** proc_mounts(5): device, mount point, type, options. A later line hides an earlier one. */
function procOptions(procfs: string): string {
  const lines = readFileSync(join(procfs, 'self/mounts'), 'utf8').split('\n');
  return lines.map((line) => line.split(' ')).findLast(([, mountPoint]) => mountPoint === procfs)?.[3] ?? '';
}

/** The kernel shows what a process reads and writes to its owner, and to few others. */
export function checkProcessIo(agent: AgentProcess | undefined): Verdict {
  if (agent === undefined) return skipped('no agent runs whose rights could be looked at');
  if (agent.mayReadIo) return ok("the agent may read every process's IO");
  return note(
    "the agent may not read the IO of other users' processes: these figures are null",
    'To grant it: /usr/share/doc/sysinfo-agent/examples/ptrace.conf',
  );
}

const CLOCK_WATCH_MS = 1500;
/** A clock that is slewed gains at most 0.5 ms a second; beyond this it was stepped. */
const CLOCK_STEP_MS = 50;

/** A wall clock that is set while a recording runs makes its timestamps jump; its samples stay where they belong. */
export async function checkClock(): Promise<Verdict> {
  const before = Date.now() - performance.now();
  await sleep(CLOCK_WATCH_MS);
  const stepMs = Math.round(Date.now() - performance.now() - before);
  if (Math.abs(stepMs) < CLOCK_STEP_MS) return ok('the clock runs steadily');
  return problem(
    `the clock was set by ${stepMs} ms within ${CLOCK_WATCH_MS / 1000} s`,
    'See what sets it: two time services at once, or a virtual machine whose host does.',
  );
}
