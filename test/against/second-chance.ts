import { AssertionError } from 'node:assert/strict';
import type { TestContext } from 'node:test';

/**
 * For figures of the whole machine. Other programs work on it, and what one of them does in the moment between our look
 * and the other tool's is in one of the figures only: no tolerance covers every burst. A figure that is wrong is
 * wrong in a second window too.
 */
export async function withSecondChance(t: TestContext, compare: () => Promise<void>): Promise<void> {
  try {
    await compare();
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    t.diagnostic(`once more: ${error.message}`);
    await compare();
  }
}
