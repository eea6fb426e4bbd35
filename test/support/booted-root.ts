/** A Debian root with its own systemd as PID 1, in namespaces, for what only a running systemd can show. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BootedRoot {
  /** Runs a shell line inside, as root. */
  run(line: string): Promise<Outcome>;
  shutDown(): Promise<void>;
}

const BOOT_LIMIT_MS = 60_000;
const GONE_LIMIT_MS = 10_000;
const LINE_LIMIT_MS = 120_000;
const bootScript = fileURLToPath(new URL('boot-root.sh', import.meta.url));

/** Why systemd cannot be PID 1 of a namespace here; `undefined` when it can. */
export function whyNoBoot(): string | undefined {
  if (process.getuid?.() !== 0) return 'booting a Debian root takes root';
  return unifiedHierarchy() === undefined
    ? 'there is no cgroup2 hierarchy for a systemd of its own'
    : undefined;
}

export async function bootRoot(directory: string): Promise<BootedRoot> {
  const cgroup = join(unifiedHierarchy() ?? '', `sysinfo-agent-test-${process.pid}`);
  mkdirSync(cgroup, { recursive: true });
  const joinFirst = `echo $$ > ${cgroup}/cgroup.procs; exec "$@"`;
  const unshare = ['--fork', '--kill-child=KILL', '--pid', '--mount', '--ipc', '--uts', '--cgroup', '--net'];
  const outside = spawn('sh', ['-c', joinFirst, 'sh', 'unshare', ...unshare, bootScript, directory], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [outside.stdout, outside.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  }
  const shutDown = async () => {
    await end(outside);
    await removeTree(cgroup);
  };
  try {
    const pid = await systemdOf(outside);
    const run = (line: string) => runInside(pid, line);
    await untilRunning(run);
    return { run, shutDown };
  } catch (error) {
    await shutDown();
    throw new Error(`systemd did not boot: ${(error as Error).message}\n${said}`);
  }
}

function unifiedHierarchy(): string | undefined {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return mounts.map((line) => line.split(' ')).find(([, , type]) => type === 'cgroup2')?.[1];
}

/** The pid, as seen from outside, of the process that is 1 inside. */
async function systemdOf({ pid }: ChildProcess): Promise<number> {
  for (let waitedMs = 0; waitedMs < BOOT_LIMIT_MS; waitedMs += 50) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    if (children !== '' && readFileSync(`/proc/${children}/comm`, 'utf8') === 'systemd\n')
      return Number(children);
    await sleep(50);
  }
  throw new Error('it never started');
}

async function untilRunning(run: BootedRoot['run']): Promise<void> {
  for (let waitedMs = 0; waitedMs < BOOT_LIMIT_MS; waitedMs += 200) {
    const { stdout } = await run('systemctl is-system-running');
    if (['running', 'degraded'].includes(stdout.trim())) return;
    await sleep(200);
  }
  throw new Error('it never finished');
}

function runInside(pid: number, line: string): Promise<Outcome> {
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup', '--root', '--wd'];
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
  };
  const options = { env, timeout: LINE_LIMIT_MS, maxBuffer: 64 * 2 ** 20 };
  return new Promise((resolve) => {
    execFile(
      'nsenter',
      ['--target', String(pid), ...namespaces, 'sh', '-c', line],
      options,
      (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ status, stdout, stderr });
      },
    );
  });
}

/** With unshare goes PID 1, and with PID 1 everything inside. */
async function end(outside: ChildProcess): Promise<void> {
  if (outside.exitCode !== null || outside.signalCode !== null) return;
  const gone = new Promise((resolve) => outside.once('exit', resolve));
  outside.kill('SIGKILL');
  await gone;
}

/** Members of a control group take a moment to be gone after their end. */
async function removeTree(cgroup: string): Promise<void> {
  for (const entry of readdirSync(cgroup, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeTree(join(cgroup, entry.name));
  }
  for (let waitedMs = 0; ; waitedMs += 20) {
    try {
      rmdirSync(cgroup);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY' || waitedMs >= GONE_LIMIT_MS) throw error;
      await sleep(20);
    }
  }
}
