import type { FeedStatus } from '../api/live-feed.ts';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';

export const RANGES = [60, 300, 900, 1800, 3600] as const;
export type RangeSeconds = (typeof RANGES)[number];

export interface LiveToolbarProps {
  readonly status: FeedStatus | 'paused';
  readonly rangeSeconds: RangeSeconds;
  readonly onRange: (seconds: RangeSeconds) => void;
  readonly paused: boolean;
  readonly onPause: () => void;
  /** Absent while nothing is zoomed. */
  readonly onResetZoom: (() => void) | undefined;
}

export function LiveToolbar({
  status,
  rangeSeconds,
  onRange,
  paused,
  onPause,
  onResetZoom,
}: LiveToolbarProps) {
  const { messages } = useSettings();
  return (
    <div class="toolbar">
      <span class={`status status-${status}`}>{messages.connection[status]}</span>
      <fieldset class="segments">
        <legend class="visually-hidden">{messages.live.range}</legend>
        {RANGES.map((seconds) => (
          <label key={seconds}>
            <input
              type="radio"
              name="range"
              checked={seconds === rangeSeconds}
              onChange={() => onRange(seconds)}
            />
            <span>{messages.live.ranges[seconds]}</span>
          </label>
        ))}
      </fieldset>
      <button type="button" class="button" onClick={onPause}>
        <Icon name={paused ? 'play' : 'pause'} />
        {paused ? messages.live.resume : messages.live.pause}
      </button>
      {onResetZoom && (
        <button type="button" class="button" onClick={onResetZoom}>
          <Icon name="zoomOut" />
          {messages.live.resetZoom}
        </button>
      )}
    </div>
  );
}
