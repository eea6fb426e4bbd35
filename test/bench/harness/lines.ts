import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A program that answers every line with one line. */
export interface LineProgram {
  readonly pid: number;
  /** The next line it says of its own accord. */
  next(): Promise<string>;
  ask(line: string): Promise<string>;
  /** Ends its input and waits for its end. */
  stop(): Promise<void>;
}

export function startLineProgram(command: string, args: readonly string[]): LineProgram {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close');
  // Writing to a program that has ended fails here and in `next`; the latter is the one that is told.
  child.stdin.on('error', () => undefined);
  const next = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done) throw new Error(`${[command, ...args].join(' ')} ended early`);
    return line.value;
  };
  return {
    pid: child.pid ?? Number.NaN,
    next,
    async ask(line) {
      child.stdin.write(`${line}\n`);
      return next();
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
