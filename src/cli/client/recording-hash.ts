import { createHash } from 'node:crypto';
import type { Target } from './target.ts';

/** A recording's name as the contract makes it: MD5("URL_PREFIX;PID;CurrentTimestamp") in hex. It guards nothing. */
export function recordingHash(target: Target, timeMs: number): string {
  const prefix = target.kind === 'url' ? target.url.href : target.path;
  return createHash('md5').update(`${prefix};${process.pid};${timeMs}`).digest('hex');
}
