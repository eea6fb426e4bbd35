import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { SystemAnswer } from '../../src/web/api/answer.ts';
import { type FeedStatus, followLive } from '../../src/web/api/live-feed.ts';
import { systemInfo } from './answers.ts';

const answerAt = (timeMs: number): SystemAnswer => ({ timestamps: [timeMs], system: systemInfo(1) });

/** A stream the test speaks through. */
class FakeEvents extends EventTarget {
  closed = false;
  close(): void {
    this.closed = true;
  }
  sample(timeMs: number): void {
    this.dispatchEvent(new MessageEvent('sample', { data: JSON.stringify(answerAt(timeMs)) }));
  }
}

/** An agent of which the test says what it answers, and a record of everything that happened. */
function scene() {
  const happened: string[] = [];
  const streams: FakeEvents[] = [];
  const state = { reachable: true, historyAt: 0, latestAt: 100 };
  const refuseUnlessReachable = () => {
    if (!state.reachable) throw new Error('refused');
  };
  const stop = followLive(
    {
      status: (status: FeedStatus) => happened.push(status),
      answer: ({ timestamps }) => happened.push(`answer ${timestamps[0]}`),
      missingSeconds: () => 300,
    },
    {
      agent: {
        async history(seconds) {
          happened.push(`history ${seconds}`);
          refuseUnlessReachable();
          return answerAt(state.historyAt);
        },
        async latest() {
          refuseUnlessReachable();
          return answerAt(state.latestAt++);
        },
      },
      openEvents() {
        const events = new FakeEvents();
        streams.push(events);
        return events as unknown as EventSource;
      },
    },
  );
  return { happened, streams, state, stop };
}

/** Lets everything happen that waits for promises only. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await settle();
}

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

test('history first, then each sample as it is said', async () => {
  const { happened, streams, stop } = scene();
  await settle();
  streams[0]?.sample(1);
  streams[0]?.sample(2);
  assert.deepEqual(happened, ['connecting', 'history 300', 'answer 0', 'live', 'answer 1', 'answer 2']);
  stop();
  assert.equal(streams[0]?.closed, true);
});

test('a stream that breaks is said to be lost, tried again, and history fills what was missed', async () => {
  const { happened, streams, state, stop } = scene();
  await settle();
  streams[0]?.sample(1);
  happened.length = 0;
  state.reachable = false;
  streams[0]?.dispatchEvent(new Event('error'));
  await settle();
  assert.deepEqual(happened, ['lost']);
  await pass(500);
  assert.deepEqual(happened, ['lost', 'history 300', 'lost']);
  state.reachable = true;
  state.historyAt = 50;
  await pass(1000);
  streams[1]?.sample(51);
  assert.deepEqual(happened.slice(3), ['history 300', 'answer 50', 'live', 'answer 51']);
  stop();
});

test('where events never come through, samples are asked for one by one', async () => {
  const { happened, streams, stop } = scene();
  await settle();
  happened.length = 0;
  await pass(5000);
  assert.equal(streams[0]?.closed, true);
  await pass(1000);
  assert.deepEqual(happened, ['polling', 'answer 100', 'answer 101']);
  stop();
});

test('a stream that falls silent is a lost connection', async () => {
  const { happened, streams, stop } = scene();
  await settle();
  streams[0]?.sample(1);
  happened.length = 0;
  await pass(5000);
  assert.deepEqual(happened, ['lost']);
  stop();
});

test('once stopped, nothing is asked for or said any more', async () => {
  const { happened, streams, stop } = scene();
  await settle();
  stop();
  happened.length = 0;
  streams[0]?.sample(9);
  await pass(60_000);
  assert.deepEqual(happened, []);
  assert.equal(streams.length, 1);
});
