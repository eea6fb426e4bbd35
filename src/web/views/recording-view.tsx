import { Failure } from '../parts/failure.tsx';
import { useSettings } from '../parts/settings.tsx';
import { ChartSkeletons } from '../parts/skeleton.tsx';
import type { RecordSettings } from './record-form.tsx';
import { RecordingActions } from './recording-actions.tsx';
import { RecordingPage } from './recording-page.tsx';
import { useRecording } from './use-recording.ts';

export interface RecordingViewProps {
  readonly hash: string;
  readonly onAgain: (settings: RecordSettings) => void;
}

/** One recording at its own address, fetched from the agent, growing while it runs. */
export function RecordingView({ hash, onAgain }: RecordingViewProps) {
  const { messages } = useSettings();
  const { recorded, error, again } = useRecording(hash);
  if (recorded) {
    return (
      <RecordingPage recorded={recorded}>
        <RecordingActions recorded={recorded} onAgain={onAgain} onStopped={again} />
      </RecordingPage>
    );
  }
  return (
    <>
      <h1 class="visually-hidden">{messages.recordings.title}</h1>
      {error !== undefined ? (
        <Failure error={error} onRetry={again} />
      ) : (
        <div class="charts">
          <ChartSkeletons count={4} label={messages.loading} />
        </div>
      )}
    </>
  );
}
