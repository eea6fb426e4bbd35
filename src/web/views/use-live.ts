import { useEffect, useRef, useState } from 'preact/hooks';
import type { PerformanceInfo } from '../api/answer.ts';
import { type FeedStatus, followLive } from '../api/live-feed.ts';
import { EMPTY_WINDOW, extendWindow, type LiveWindow } from '../data/live-window.ts';

export interface Live {
  readonly status: FeedStatus;
  readonly window: LiveWindow;
  /** The newest answer's facts: host, filesystems, totals. */
  readonly facts: PerformanceInfo | undefined;
}

const KEEP_SECONDS = 3600;
/** Asked for beyond what is missing, so that the joint is never a hole. */
const OVERLAP_SECONDS = 5;

/**
 * The machine while the page is looked at. A page in a background tab closes its stream, and costs nothing;
 * what it missed comes from history when it is looked at again.
 *
 * @param rangeSeconds how much history the view shows
 */
export function useLive(rangeSeconds: number): Live {
  const [live, setLive] = useState<Live>({ status: 'connecting', window: EMPTY_WINDOW, facts: undefined });
  const held = useRef(EMPTY_WINDOW);
  const filled = useRef(0);
  const visible = useVisible();

  useEffect(() => {
    if (!visible) return;
    const missingSeconds = () => {
      const newest = held.current.timesMs.at(-1);
      const away = newest === undefined ? 0 : Math.ceil((Date.now() - newest) / 1000) + OVERLAP_SECONDS;
      const wanted = filled.current >= rangeSeconds ? away : Math.max(rangeSeconds, away);
      filled.current = Math.max(filled.current, rangeSeconds);
      return Math.min(Math.max(wanted, OVERLAP_SECONDS), KEEP_SECONDS);
    };
    return followLive({
      missingSeconds,
      status: (status) => setLive((now) => ({ ...now, status })),
      answer: (answer) => {
        held.current = extendWindow(held.current, answer, KEEP_SECONDS * 1000);
        const window = held.current;
        setLive((now) => ({ ...now, window, facts: answer.system }));
      },
    });
  }, [visible, rangeSeconds]);
  return live;
}

export function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const update = () => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}
