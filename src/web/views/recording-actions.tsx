import { placeAddress } from '../address.ts';
import { agent } from '../api/client.ts';
import type { Recorded } from '../data/recorded.ts';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { DownloadButtons } from './download-buttons.tsx';
import type { RecordSettings } from './record-form.tsx';
import { StopButton } from './running-card.tsx';

export interface RecordingActionsProps {
  readonly recorded: Recorded;
  readonly onAgain: (settings: RecordSettings) => void;
  readonly onStopped: () => void;
}

const LIST_EVERY_MS = 10_000;

/** What can be done with a recording while the agent is there. */
export function RecordingActions({ recorded, onAgain, onStopped }: RecordingActionsProps) {
  const { messages, clock } = useSettings();
  const { answer } = recorded;
  const { answer: recordings } = useAsked('recordings', agent.recordings, LIST_EVERY_MS);
  const others = (recordings ?? []).filter(({ hash }) => hash !== answer.hash);
  const known = recordings?.find(({ hash }) => hash === answer.hash);
  const again = () =>
    onAgain({
      server: answer.server ?? known?.server ?? '',
      children: known?.children ?? false,
      duration: String(answer.duration),
      interval: String(answer.interval),
    });
  return (
    <>
      <DownloadButtons recorded={recorded} />
      {others.length > 0 && (
        <select
          class="button"
          aria-label={messages.read.compareWith}
          value=""
          onChange={(event) => {
            location.hash = placeAddress({ view: 'compare', a: answer.hash, b: event.currentTarget.value });
          }}
        >
          <option value="" disabled>
            {messages.read.compareWith}…
          </option>
          {others.map(({ hash, server, startedAt }) => (
            <option key={hash} value={hash}>
              {`${server || messages.recordings.systemOnly} · ${clock.dateTime(startedAt)}`}
            </option>
          ))}
        </select>
      )}
      <button type="button" class="button" onClick={again}>
        <Icon name="again" />
        {messages.record.again}
      </button>
      {answer.state === 'running' && <StopButton hash={answer.hash} onStopped={onStopped} />}
    </>
  );
}
