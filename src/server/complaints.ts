/** Log lines that a peer can cause are rationed, or a flood of nonsense would fill the disk. */
import type { Logger } from 'pino';

const WINDOW_MS = 60_000;
const LINES_PER_WINDOW = 10;

export type Complain = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/**
 * Warnings, at most ten a minute. The first of a new minute carries as `unlogged` how many were left out.
 * @param nowMs any monotonic clock
 */
export function createComplaints(log: Logger, nowMs: () => number): Complain {
  let windowStartMs = -Infinity;
  let lines = 0;
  let unlogged = 0;

  return (fields, message) => {
    if (nowMs() - windowStartMs >= WINDOW_MS) {
      windowStartMs = nowMs();
      lines = 0;
    }
    if (lines === LINES_PER_WINDOW) {
      unlogged += 1;
      return;
    }
    lines += 1;
    log.warn(unlogged > 0 ? { ...fields, unlogged } : fields, message);
    unlogged = 0;
  };
}
