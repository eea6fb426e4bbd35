import { setImmediate as checkPhase } from 'node:timers/promises';

/**
 * Waits until the event loop has polled its sockets once: whatever had arrived before the call has been
 * read then. The first check phase may belong to the turn that runs now, and come before any poll.
 */
export async function nextPoll(): Promise<void> {
  await checkPhase();
  await checkPhase();
}
