import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { TimeRange } from '../charts/plot-options.ts';
import { qualityWords } from '../data/quality-words.ts';
import type { Recorded } from '../data/recorded.ts';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';
import { ProcessesTable } from './processes-table.tsx';
import { QualityCard } from './quality-card.tsx';
import { RecordingHead } from './recording-head.tsx';
import { SideBySide } from './side-by-side.tsx';
import { StatisticsTable } from './statistics-table.tsx';

export interface RecordingPageProps {
  readonly recorded: Recorded;
  /** What can be done with it here: the agent's page and a saved file differ. */
  readonly children: ComponentChildren;
}

/** Everything a recording holds, wherever it came from. */
export function RecordingPage({ recorded, children }: RecordingPageProps) {
  const settings = useSettings();
  const { messages, clock } = settings;
  const [zoom, setZoom] = useState<TimeRange | undefined>();
  const { answer, timesMs, systemCharts, processCharts } = recorded;
  const range = useMemo(() => wholeRange(recorded), [recorded]);
  const service = answer.server || messages.read.process;
  const sentences = answer.quality ? qualityWords(answer.quality, answer.state === 'running', settings) : [];
  // What one should know before reading the numbers stands before them.
  const isDoubtful = sentences.some(({ warning }) => warning);
  const pids = answer.process?.pids;
  return (
    <>
      <RecordingHead recorded={recorded}>{children}</RecordingHead>
      {isDoubtful && <QualityCard sentences={sentences} />}
      {timesMs.length === 0 ? (
        <p class="state">{messages.read.noSamples}</p>
      ) : (
        <>
          {zoom && (
            <div class="toolbar">
              <button type="button" class="button" onClick={() => setZoom(undefined)}>
                <Icon name="zoomOut" />
                {messages.live.resetZoom}
              </button>
              <span class="soft">
                {clock.time(zoom[0])} – {clock.time(zoom[1])}
              </span>
            </div>
          )}
          <h2 class="visually-hidden">{messages.compare.charts}</h2>
          <SideBySide
            system={systemCharts}
            process={processCharts}
            service={service}
            range={zoom ?? range}
            syncKey={answer.hash}
            onZoom={setZoom}
          />
          <p class="zone">{messages.live.zone(clock.zone)}</p>
          <h2 class="section-title">
            {messages.read.statistics} {zoom && <small class="soft">{messages.read.statisticsZoomed}</small>}
          </h2>
          <div class={processCharts.length > 0 ? 'pair' : ''}>
            <StatisticsTable title={messages.read.system} charts={systemCharts} zoom={zoom} />
            {processCharts.length > 0 && (
              <StatisticsTable title={service} charts={processCharts} zoom={zoom} />
            )}
          </div>
          {pids && pids.length > 0 && (
            <ProcessesTable
              pids={pids}
              timesMs={timesMs}
              startedAtMs={answer.startedAt}
              notListed={answer.quality?.processes?.notListed ?? 0}
            />
          )}
        </>
      )}
      {!isDoubtful && <QualityCard sentences={sentences} />}
    </>
  );
}

/** From the start to the last sample; a running recording shows room for a little more. */
function wholeRange({ answer, timesMs }: Recorded): TimeRange {
  return [answer.startedAt, Math.max(timesMs.at(-1) ?? 0, answer.startedAt + answer.interval * 1000)];
}
