import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as it is built: `scripts/build` comes before the tests. */
const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface AgentLogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface RunOptions {
  /** Added to an environment with nothing in it but PATH. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A running program and what it has written so far. */
interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
}

/** Runs the program to its end. */
export function runCli(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(argv, options).ended;
}

export interface AgentProcess {
  readonly pid: number;
  /** The socket it serves, in a directory that is gone after `stop`. */
  readonly socket: string;
  readonly ended: Promise<Ended>;
  /** The line that says that it is ready. */
  readonly ready: AgentLogLine;
  log(): readonly AgentLogLine[];
  signal(signal: NodeJS.Signals): void;
  /** Its log loses its reader. */
  closeStdout(): void;
  /** Ends it, if it has not ended, and removes what it has left. */
  stop(): Promise<Ended>;
}

export interface AgentOptions extends RunOptions {
  /** The directory to keep: it holds `agent.sock` and outlives the agent. */
  readonly directory?: string;
}

/**
 * Starts `sysinfo-agent serve` on a socket of its own that the tests' nginx may use, and waits until it is ready.
 *
 * @param argv further options
 * @throws Error with all it wrote when it ends instead
 */
export async function startAgent(
  argv: readonly string[] = [],
  { directory: kept, ...options }: AgentOptions = {},
): Promise<AgentProcess> {
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'sysinfo-agent-process-'));
  chmodSync(directory, 0o711);
  const socket = join(directory, 'agent.sock');
  // nginx's workers run as www-data where a root may start them, else as the user of the tests.
  const group = process.getuid?.() === 0 ? ['--socket-group', 'www-data'] : [];
  const running = start(['serve', '--socket', socket, ...group, ...argv], options);
  const { child, ended } = running;
  async function stop(): Promise<Ended> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const how = await ended;
    if (kept === undefined) rmSync(directory, { recursive: true, force: true });
    return how;
  }
  const log = () => parseLog(running.stdout());
  const ready = await firstLine(running, (line) => line.msg === 'ready');
  if (ready === undefined) {
    const { stdout, stderr } = await stop();
    throw new Error(`the agent ended before it was ready:\n${stdout}${stderr}`);
  }
  return {
    pid: child.pid as number,
    socket,
    ended,
    ready,
    log,
    signal: (name) => child.kill(name),
    closeStdout: () => child.stdout?.destroy(),
    stop,
  };
}

function start(argv: readonly string[], { environment = {} }: RunOptions): Running {
  const child = spawn(process.execPath, [program, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...environment },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal, stdout, stderr }));
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

/** The first log line that is looked for, or `undefined` when the agent ends without it. */
async function firstLine(
  { child, ended, stdout }: Running,
  isWanted: (line: AgentLogLine) => boolean,
): Promise<AgentLogLine | undefined> {
  for (;;) {
    const found = parseLog(stdout()).find(isWanted);
    if (found !== undefined) return found;
    const more = once(child.stdout as NonNullable<typeof child.stdout>, 'data').then(() => true);
    const isOver = ended.then(() => false);
    if (!(await Promise.race([more, isOver]))) return parseLog(stdout()).find(isWanted);
  }
}

/** The whole lines. */
function parseLog(text: string): AgentLogLine[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
