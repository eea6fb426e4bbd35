import { Scanner } from './scanner.ts';

/**
 * The resident pages of /proc/<pid>/statm, proc_pid_statm(5). Since Linux 6.2 the kernel counts them per CPU;
 * statm sums exactly on current kernels, where the rss of /proc/<pid>/stat stays an approximation.
 * @throws ParseError when there are no two numbers
 */
export function parsePidStatm(path: string, bytes: Buffer): number {
  const scanner = new Scanner(path, bytes);
  scanner.uint();
  return scanner.uint();
}
