import { after, before, describe } from 'node:test';
import { failureRules } from './failure-rules.ts';
import { liveRules } from './live-rules.ts';
import { recordingRules } from './recording-rules.ts';
import type { Target } from './target.ts';

/** The contract, as tests: one suite for every way to reach the agent. */
export function contractSuite(name: string, open: () => Promise<Target>): void {
  describe(`the contract ${name}`, () => {
    let target: Target | undefined;
    before(async () => {
      target = await open();
    });
    after(async () => {
      await target?.close();
    });
    const current = (): Target => {
      if (target === undefined) throw new Error('the target is not open');
      return target;
    };
    describe('recordings', () => recordingRules(current));
    describe('live', () => liveRules(current));
    describe('failures', () => failureRules(current));
  });
}
