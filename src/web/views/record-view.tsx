import { useEffect, useState } from 'preact/hooks';
import type { RecordingSummary } from '../api/answer.ts';
import { agent } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { useSettings } from '../parts/settings.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { RecordForm, type RecordSettings } from './record-form.tsx';
import { RunningCard } from './running-card.tsx';

const LIST_EVERY_MS = 1000;

export interface RecordViewProps {
  /** What the form begins with, as when a recording is started again. */
  readonly initial: RecordSettings | undefined;
}

/** Start a recording, and watch what runs. */
export function RecordView({ initial }: RecordViewProps) {
  const { messages } = useSettings();
  const [settings, setSettings] = useState(initial);
  const { answer: recordings, error, again } = useAsked('recordings', agent.recordings, LIST_EVERY_MS);
  useEffect(() => setSettings(initial), [initial]);
  const running = (recordings ?? []).filter(({ state }) => state === 'running');
  running.sort((a, b) => b.startedAt - a.startedAt);
  return (
    <>
      <header class="view-head">
        <h1>{messages.record.title}</h1>
        <p>{messages.record.intro}</p>
      </header>
      <RecordForm key={JSON.stringify(settings)} initial={settings} onStarted={again} />
      <section class="stack" aria-labelledby="running">
        <h2 id="running" class="section-title">
          {messages.record.runningNow}
        </h2>
        {recordings === undefined && error !== undefined ? <Failure error={error} onRetry={again} /> : null}
        {recordings !== undefined && running.length === 0 && (
          <div class="state">
            <h3>{messages.record.noneRunning}</h3>
            <p>{messages.record.noneRunningHint}</p>
          </div>
        )}
        <div class="running">
          {running.map((recording: RecordingSummary, index) => (
            <RunningCard
              key={recording.hash}
              recording={recording}
              charts={index < MOST_LIVE}
              onChanged={again}
            />
          ))}
        </div>
      </section>
    </>
  );
}

/** Live charts for the newest few only: hundreds may run at once, and each asks the agent every second. */
const MOST_LIVE = 6;
