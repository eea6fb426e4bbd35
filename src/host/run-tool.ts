import { type ExecFileException, execFile } from 'node:child_process';

/** What came of asking a program. A tool that cannot answer is an outcome, never an exception. */
export type ToolAnswer =
  | { readonly kind: 'output'; readonly text: string }
  /** It is not installed, or may not be run. */
  | { readonly kind: 'absent'; readonly reason: string }
  /** It ended with an error, or said too much. Asking it differently may help. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It gave no answer until the signal, and was killed. Asking it again would only take as long again. */
  | { readonly kind: 'silent'; readonly reason: string };

/** The longest answer that is read: lscpu on 256 cores says some 20 KB. */
const LONGEST_ANSWER_BYTES = 1 << 20;

function describeFailure(file: string, error: ExecFileException, stderr: string): ToolAnswer {
  const code: unknown = error.code;
  if (code === 'ENOENT') return { kind: 'absent', reason: `${file} is not installed` };
  if (code === 'EACCES') return { kind: 'absent', reason: `${file} may not be run by this user` };
  const ending = error.signal ? `was ended by ${error.signal}` : `ended with ${code}`;
  const said = stderr.split('\n', 1)[0]?.trim();
  return { kind: 'failed', reason: `${file} ${ending}${said ? `: ${said}` : ''}` };
}

/**
 * Runs a program without a shell and in the C locale, until it ends or the signal says that it has been long
 * enough. It is then killed, and forgotten even if the kernel cannot end it (what waits for a dead disk
 * cannot be killed).
 *
 * Nothing of the agent's environment but PATH goes along: libsmartcols, which prints for lscpu, takes orders
 * from it.
 */
export function runTool(file: string, args: readonly string[], signal: AbortSignal): Promise<ToolAnswer> {
  const env = { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  const answer = new Promise<ToolAnswer>((resolve) => {
    const settle = (answer: ToolAnswer) => {
      signal.removeEventListener('abort', giveUp);
      resolve(answer);
    };
    const child = execFile(
      file,
      args,
      { env, maxBuffer: LONGEST_ANSWER_BYTES, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        settle(error ? describeFailure(file, error, stderr) : { kind: 'output', text: stdout });
      },
    );
    // execFile has options for this, but its `signal` sends SIGTERM whatever `killSignal` says, which can be
    // ignored.
    const giveUp = () => {
      settle({ kind: 'silent', reason: `${file} gave no answer in time and was ended` });
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp);
  });
  // Some failures, such as too little memory to fork, are thrown at once instead of being reported to the
  // callback.
  return answer.catch((error) => ({ kind: 'failed', reason: `${file} could not be started: ${error}` }));
}
