import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RecordingAnswer } from '../api/answer.ts';
import { agent, RequestError } from '../api/client.ts';
import { appendSamples, type Recorded, readRecording } from '../data/recorded.ts';
import { useVisible } from './use-live.ts';

export interface Reading {
  readonly recorded: Recorded | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/** While a recording runs, its new samples are asked for so often at most. */
const FOLLOW_MS = 1000;

/**
 * A recording as far as it has come; while it runs it grows. Only `recording` is asked, which neither ends it
 * nor marks it as fetched: looking changes nothing.
 */
export function useRecording(hash: string, wanted = true): Reading {
  const [state, setState] = useState<{ answer?: RecordingAnswer; error?: unknown }>({});
  const [turn, setTurn] = useState(0);
  const visible = useVisible();
  useEffect(() => setState({}), [hash]);
  useEffect(() => {
    if (!visible || !wanted) return;
    const controller = new AbortController();
    void followRecording(hash, controller.signal, (change) => setState(change));
    return () => controller.abort();
  }, [hash, turn, visible, wanted]);
  const { answer, error } = state;
  const recorded = useMemo(() => answer && readRecording(answer), [answer]);
  return { recorded, error, again: () => setTurn(turn + 1) };
}

async function followRecording(
  hash: string,
  signal: AbortSignal,
  changed: (state: { answer?: RecordingAnswer; error?: unknown }) => void,
): Promise<void> {
  let held: RecordingAnswer | undefined;
  while (!signal.aborted) {
    try {
      const more = await agent.recording(hash, held?.timestamps.length ?? 0, signal);
      if (signal.aborted) return;
      held = held ? appendSamples(held, more) : more;
      changed({ answer: held });
      if (held.state !== 'running') return;
    } catch (error) {
      if (signal.aborted) return;
      changed(held ? { answer: held, error } : { error });
      // Gone for good; anything else may pass.
      if (error instanceof RequestError && error.code === 'unknown_hash') return;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(FOLLOW_MS, (held?.interval ?? 0) * 500)));
  }
}
