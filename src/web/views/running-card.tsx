import { useState } from 'preact/hooks';
import { placeAddress } from '../address.ts';
import type { RecordingSummary } from '../api/answer.ts';
import { agent } from '../api/client.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import type { TimeRange } from '../charts/plot-options.ts';
import { fromStart } from '../data/recorded.ts';
import { Complaint } from '../parts/failure.tsx';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';
import { useRecording } from './use-recording.ts';

export interface RunningCardProps {
  readonly recording: RecordingSummary;
  /** Whether it shows live charts. */
  readonly charts: boolean;
  readonly onChanged: () => void;
}

/** A recording while it runs: how far, how long still, and what it has seen. */
export function RunningCard({ recording, charts, onChanged }: RunningCardProps) {
  const { messages, clock } = useSettings();
  const { hash, server, progress, duration, interval, startedAt } = recording;
  const name = server || messages.recordings.systemOnly;
  const secondsLeft = Math.max(0, Math.round(duration * (1 - progress)));
  return (
    <article class="card running-card" aria-label={name}>
      <header class="running-head">
        <h3 class="wrap">{name}</h3>
        <span class="soft mono hash">{hash}</span>
        <a class="button" href={placeAddress({ view: 'recording', hash })}>
          {messages.record.open}
        </a>
        <StopButton hash={hash} onStopped={onChanged} />
      </header>
      <div
        class="progress"
        role="progressbar"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(progress * 100)}
      >
        <div style={{ width: `${progress * 100}%` }} />
      </div>
      <p class="soft">
        {messages.record.left(clock.span(secondsLeft))} ·{' '}
        {messages.record.plan(clock.span(duration), clock.span(interval))} ·{' '}
        {messages.record.since(clock.time(startedAt))}
      </p>
      {charts && <RunningCharts recording={recording} />}
    </article>
  );
}

export function StopButton({ hash, onStopped }: { readonly hash: string; readonly onStopped: () => void }) {
  const { messages } = useSettings();
  const [stopping, setStopping] = useState(false);
  const [error, setError] = useState<unknown>();
  const stop = async () => {
    setStopping(true);
    try {
      await agent.stop(hash);
    } catch (refused) {
      setError(refused);
    } finally {
      setStopping(false);
      onStopped();
    }
  };
  return (
    <>
      <button type="button" class="button button-danger" disabled={stopping} onClick={() => void stop()}>
        <Icon name="stop" />
        {stopping ? messages.record.stopping : messages.record.stop}
      </button>
      <Complaint error={error} />
    </>
  );
}

/** The bar above says how much is still to come; the charts show what there is. */
const LEAST_SAMPLES_SHOWN = 20;

function RunningCharts({ recording }: { readonly recording: RecordingSummary }) {
  const { recorded } = useRecording(recording.hash);
  const [zoom, setZoom] = useState<TimeRange | undefined>();
  if (!recorded || recorded.timesMs.length === 0) return null;
  const has = recorded.process ? ['processCpu', 'processMemory'] : ['cpu', 'memory'];
  const charts = [...recorded.systemCharts, ...recorded.processCharts].filter(({ name }) =>
    has.includes(name),
  );
  const { interval } = recording;
  const range: TimeRange = zoom ?? [
    0,
    Math.max(recorded.timesMs.length, LEAST_SAMPLES_SHOWN) * interval * 1000,
  ];
  return (
    <div class="charts running-charts">
      {fromStart(charts, interval).map((data) => (
        <ChartCard
          key={data.name}
          data={data}
          axis="elapsed"
          range={range}
          syncKey={recording.hash}
          onZoom={setZoom}
          height={120}
        />
      ))}
    </div>
  );
}
