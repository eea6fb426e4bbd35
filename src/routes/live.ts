import type { LiveHistory } from '../recordings/live-history.ts';
import type { LiveAnswers } from './answer/live-answer.ts';
import type { RouteContext } from './context.ts';
import type { Route } from './exchange.ts';

/**
 * GET /performance/live: server-sent events, one a sample, each with what `real_time?detail=full&units=bytes`
 * answers. A reader that is slow misses samples instead of piling them up.
 */
export function createLive({ recorder, isShuttingDown }: RouteContext, answers: LiveAnswers): Route {
  const view = { sizes: 'bytes', isFlat: false, isFull: true } as const;
  async function* events(): AsyncGenerator<string> {
    yield ': one event a second\n\n';
    while (!isShuttingDown()) {
      yield `event: sample\ndata: ${await answers.latest(view)}\n\n`;
      await nextSample(recorder.live);
    }
  }
  return {
    changesState: false,
    handle: () => ({
      kind: 'stream',
      contentType: 'text/event-stream',
      // nginx would gather the events in its buffer otherwise.
      headers: { 'x-accel-buffering': 'no' },
      chunks: events(),
    }),
  };
}

function nextSample(live: LiveHistory): Promise<void> {
  return new Promise((resolve) => {
    const end = live.onSample(() => {
      end();
      resolve();
    });
  });
}
