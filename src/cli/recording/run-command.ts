import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { exitStatus } from '../exit-status.ts';

/**
 * Runs a command on this terminal until it ends. Ctrl-C reaches it from the terminal; a SIGTERM is passed on.
 *
 * @returns its status as a shell would tell it
 */
export function runCommand([file = '', ...args]: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    const ignore = () => undefined;
    process.on('SIGINT', ignore);
    process.on('SIGTERM', pass);
    const end = (status: number) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', pass);
      resolve(status);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      process.stderr.write(`sysinfo-agent: ${file} cannot be run: ${error.message}\n`);
      end(error.code === 'ENOENT' ? exitStatus.commandNotFound : exitStatus.commandNotRunnable);
    });
    child.once('exit', (code, signal) =>
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
