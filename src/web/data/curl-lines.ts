import { type StartParameters, startQuery } from '../api/client.ts';

/**
 * The command lines that do what the page's buttons do, for scripts.
 *
 * @param prefix address of the agent, without a slash at its end
 */
export function curlLines(
  prefix: string,
  start: StartParameters,
): { readonly start: string; readonly stop: string } {
  const hash = encodeURIComponent(start.hash);
  return {
    start: `curl ${quote(`${prefix}/performance/start_collecting?${startQuery(start)}`)}`,
    stop: `curl ${quote(`${prefix}/performance/stop_collecting?hash=${hash}`)}`,
  };
}

/** For a POSIX shell: within single quotes nothing is special but the single quote itself. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
