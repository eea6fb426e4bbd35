import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/** A question's three states: asked, answered, failed. A later answer or failure keeps what is known. */
export interface Asked<Answer> {
  readonly answer: Answer | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/**
 * Asks when `key` changes, and every `everyMs` from then on. The answer of a question that is no longer asked is
 * thrown away; asking the same one again keeps what is known until there is news.
 */
export function useAsked<Answer>(
  key: string,
  ask: (signal: AbortSignal) => Promise<Answer>,
  everyMs?: number,
): Asked<Answer> {
  const [state, setState] = useState<{ answer?: Answer; error?: unknown }>({});
  const [turn, setTurn] = useState(0);
  const asked = useRef(key);
  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async () => {
      try {
        const answer = document.hidden && timer ? undefined : await ask(controller.signal);
        if (controller.signal.aborted) return;
        if (answer !== undefined) setState({ answer });
      } catch (error) {
        if (controller.signal.aborted) return;
        setState(({ answer }) => ({ ...(answer !== undefined && { answer }), error }));
      }
      if (everyMs !== undefined) timer = setTimeout(() => void run(), everyMs);
    };
    if (asked.current !== key) setState({});
    asked.current = key;
    void run();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, turn, everyMs]);
  return {
    answer: state.answer,
    error: state.error,
    again: useCallback(() => setTurn((now) => now + 1), []),
  };
}
