import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Debian's own: another python3 that comes earlier in PATH has no python3-psutil. */
const PYTHON = '/usr/bin/python3';

/** A program of `load/` that does what it is told, and ends with the test. */
export interface PythonProgram {
  readonly pid: number;
  /** One command with its words; resolves with what the program answers when it has done it. */
  // biome-ignore lint/suspicious/noExplicitAny: each command answers with what suits it
  ask(...words: readonly (string | number)[]): Promise<any>;
}

/** Starts it and waits until it has its name and is ready for the first command. */
export async function startPython(
  t: TestContext,
  program: string,
  ...argv: readonly (string | number)[]
): Promise<PythonProgram> {
  const path = fileURLToPath(new URL(`./load/${program}`, import.meta.url));
  // -B: no __pycache__ beside the sources.
  const child = spawn(PYTHON, ['-B', path, ...argv.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => end(child));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended`);
    return JSON.parse(value);
  };
  await answer();
  return {
    pid: child.pid as number,
    ask(...words) {
      child.stdin.write(`${words.join(' ')}\n`);
      return answer();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
