import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./load/burner.mjs', import.meta.url));

/** A service that works when it is told to: see `load/burner.mjs`. */
export interface Burner {
  readonly name: string;
  /** Holds 200 MB more, writes and syncs 64 MB, and keeps one core busy for so long. */
  work(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it under a process name of its own, at most 15 characters. */
export async function startBurner(name: string): Promise<Burner> {
  const child: ChildProcess = spawn(process.execPath, [program, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child as ChildProcess & {
    stdin: NonNullable<ChildProcess['stdin']>;
    stdout: NonNullable<ChildProcess['stdout']>;
  };
  const lines = createInterface({ input: stdout });
  await once(lines, 'line');
  return {
    name,
    async work(seconds) {
      stdin.write(`work ${seconds}\n`);
      await once(lines, 'line');
    },
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
