/** Watches one connection: what breaks the protocol, stalls or floods costs that connection, and only that. */
import type { Socket } from 'node:net';
import type { Complain } from './complaints.ts';
import {
  createFrameChecker,
  defaultFrameLimits,
  type FrameChecker,
  type FrameLimits,
  type FrameSink,
} from './fastcgi-frames.ts';
import { FrameError } from './fastcgi-records.ts';

export interface GuardLimits extends FrameLimits {
  /** How long the other half of a record, or of a request's parameters, may take. */
  readonly maxWaitMs: number;
  /** Bytes that may wait for a peer that asks and does not read. */
  readonly maxUnreadBytes: number;
}

export const defaultGuardLimits: GuardLimits = {
  ...defaultFrameLimits,
  maxWaitMs: 30_000,
  // Above what `maxRequests` answers, each with one record under way, can come to.
  maxUnreadBytes: 8 * 1024 * 1024,
};

/** Reads the socket from now on; the sink gets what has been checked. */
export function guardConnection(
  socket: Socket,
  sink: FrameSink,
  limits: GuardLimits,
  complain: Complain,
): FrameChecker {
  const checker = createFrameChecker(limits, sink);
  let timer: NodeJS.Timeout | undefined;

  function reject(reason: string): void {
    socket.destroy();
    const peer = socket.remoteAddress === undefined ? {} : { peer: socket.remoteAddress };
    complain({ reason, ...peer }, 'closed a FastCGI connection that broke the rules');
  }

  function watchWait(): void {
    const sinceMs = checker.waitingSinceMs;
    if (sinceMs === undefined) {
      clearTimeout(timer);
      timer = undefined;
      return;
    }
    const leftMs = sinceMs + limits.maxWaitMs - performance.now();
    if (leftMs <= 0) {
      reject(`half a request whose rest did not come within ${limits.maxWaitMs} ms`);
      return;
    }
    timer ??= setTimeout(() => {
      timer = undefined;
      watchWait();
    }, leftMs);
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      checker.push(chunk, performance.now());
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      reject(error.message);
      return;
    }
    if (socket.writableLength > limits.maxUnreadBytes) reject('questions, and nobody who reads the answers');
    else watchWait();
  });
  socket.once('close', () => clearTimeout(timer));
  return checker;
}
