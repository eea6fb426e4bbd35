import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { httpTarget } from '../contract/over-a-socket.ts';
import { type Body, freshHash, sleep, succeed, type Target } from '../contract/target.ts';
import { type AgentProcess, startAgent } from '../support/agent-process.ts';

/** The built agent on plain HTTP, ending with the test. */
export async function startTarget(t: TestContext): Promise<Target> {
  const agent = await startAgent(['--http', '127.0.0.1:0']);
  t.after(() => agent.stop());
  return targetOf(agent);
}

/** @param agent one that serves HTTP */
export function targetOf(agent: AgentProcess): Target {
  const url = (agent.ready.endpoints as string[]).find((endpoint) => endpoint.startsWith('http:'));
  return httpTarget(Number(new URL(url as string).port), '', async () => {});
}

/** What to record, beside the system. */
export interface Watched {
  readonly server?: string;
  readonly children?: boolean;
}

/**
 * The seconds that the agent and the other tools look at: from the agent's first sample to its last. Between the
 * start of a recording and its first sample there is time to send the others there.
 */
export interface Window {
  /** When each sample is due, in milliseconds of the epoch. */
  readonly moments: readonly number[];
  /** Where it lies between two samples: `until(1.5)` is half way from the second to the third. */
  until(sample: number): Promise<void>;
  /** The answer in bytes and in full, once the last sample is taken. */
  recorded(): Promise<Body>;
  /** The same with what there is, once a sample more is taken: for work that takes as long as it takes. */
  ended(): Promise<Body>;
}

export async function openWindow(
  target: Target,
  { server, children = false }: Watched,
  { samples, intervalSeconds }: { readonly samples: number; readonly intervalSeconds: number },
): Promise<Window> {
  const hash = freshHash();
  const span = `duration=${samples * intervalSeconds}&interval=${intervalSeconds}`;
  const service = server === undefined ? '' : `&server=${server}&children=${children}`;
  const started = await succeed(target, `/performance/start_collecting?hash=${hash}&${span}${service}`);
  assert.equal(started.samples, samples);
  const intervalMs = intervalSeconds * 1000;
  const momentOf = (sample: number) => started.startedAt + (sample + 1) * intervalMs;
  const until = (sample: number) => sleep(Math.max(0, momentOf(sample) - Date.now()));
  const stop = () => succeed(target, `/performance/stop_collecting?hash=${hash}&units=bytes&detail=full`);
  return {
    moments: Array.from({ length: samples }, (_, sample) => momentOf(sample)),
    until,
    async recorded() {
      // A recording that has run its time ends by itself: half an interval later nothing is left to cut short.
      await until(samples - 0.5);
      const body = await stop();
      assert.equal(body.quality.taken, samples, 'no sample was missed');
      return body;
    },
    async ended() {
      await sleep(intervalMs * 1.5);
      const body = await stop();
      assert.equal(body.quality.missed, 0, 'no sample was missed');
      assert.ok(body.quality.taken < samples, 'the recording was long enough');
      return body;
    },
  };
}
