import type { SystemAnswer } from './answer.ts';
import { type Agent, agent } from './client.ts';

export type FeedStatus = 'connecting' | 'live' | 'polling' | 'lost';

export interface FeedListener {
  readonly answer: (answer: SystemAnswer) => unknown;
  readonly status: (status: FeedStatus) => unknown;
  /** How many seconds of history to ask for at each connecting: at least what was missed. */
  readonly missingSeconds: () => number;
}

/** What the feed stands on; replaced in tests. */
export interface FeedSources {
  readonly agent: Pick<Agent, 'history' | 'latest'>;
  readonly openEvents: () => EventSource;
}

/** Nothing heard for so long means that nothing will come: a proxy that buffers, or a peer that is gone. */
const SILENCE_MS = 5000;
const POLL_MS = 1000;
const RETRY_MS = [500, 1000, 2000, 3000];

const SOURCES: FeedSources = { agent, openEvents: () => new EventSource('performance/live') };

/**
 * Follows the machine until the returned function is called: history first, so that charts are full at once,
 * then each second's sample as a server-sent event; asked for one by one where events do not come through.
 * A lost connection is tried again for ever, and what was missed is fetched from history.
 */
export function followLive(listener: FeedListener, sources: FeedSources = SOURCES): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const unlessStopped: FeedListener = {
    ...listener,
    answer: (answer) => !signal.aborted && listener.answer(answer),
    status: (status) => !signal.aborted && listener.status(status),
  };
  void follow(unlessStopped, sources, signal);
  return () => controller.abort();
}

async function follow(listener: FeedListener, sources: FeedSources, signal: AbortSignal): Promise<void> {
  let failures = 0;
  listener.status('connecting');
  while (!signal.aborted) {
    try {
      listener.answer(await sources.agent.history(listener.missingSeconds(), signal));
      failures = 0;
      const heard = await listen(listener, sources, signal);
      // Events that never came are no lost connection: ask for each sample instead.
      if (!heard) await poll(listener, sources, signal);
    } catch {
      // Not answered. Said by the status below, and tried again.
    }
    if (signal.aborted) return;
    listener.status('lost');
    await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? POLL_MS, signal);
  }
}

/** Resolves when the stream has ended: whether it ever brought a sample. */
function listen(listener: FeedListener, sources: FeedSources, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const events = sources.openEvents();
    let heard = false;
    let silence = setTimeout(end, SILENCE_MS);
    function end(): void {
      clearTimeout(silence);
      events.close();
      signal.removeEventListener('abort', end);
      resolve(heard);
    }
    events.addEventListener('sample', (event) => {
      if (!heard) listener.status('live');
      heard = true;
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
      listener.answer(JSON.parse((event as MessageEvent<string>).data) as SystemAnswer);
    });
    // The browser's own retrying knows nothing of history: closed here, opened again after it.
    events.addEventListener('error', end);
    signal.addEventListener('abort', end);
  });
}

/** Throws when the agent no longer answers. */
async function poll(listener: FeedListener, sources: FeedSources, signal: AbortSignal): Promise<void> {
  listener.status('polling');
  while (!signal.aborted) {
    listener.answer(await sources.agent.latest(signal));
    await pause(POLL_MS, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
