import { useMemo, useState } from 'preact/hooks';
import { placeAddress } from '../address.ts';
import { ChartCard } from '../charts/chart-card.tsx';
import type { TimeRange } from '../charts/plot-options.ts';
import { differenceRows, type Overlay, overlayCharts } from '../data/compare.ts';
import { fromStart, type Recorded } from '../data/recorded.ts';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icon.tsx';
import { useSettings } from '../parts/settings.tsx';
import { ChartSkeletons } from '../parts/skeleton.tsx';
import { metricWords } from '../parts/words.ts';
import { DifferenceTable } from './difference-table.tsx';
import { useRecording } from './use-recording.ts';

/** Two recordings laid over each other from their start. */
export function CompareView({ a, b }: { readonly a: string; readonly b: string }) {
  const { messages } = useSettings();
  const left = useRecording(a);
  const right = useRecording(b);
  const failed = [left, right].find(({ error, recorded }) => error !== undefined && !recorded);
  return (
    <>
      <header class="view-head">
        <h1>{messages.compare.title}</h1>
        <p>{messages.compare.intro}</p>
        <a class="button" href={placeAddress({ view: 'compare', a: b, b: a })}>
          <Icon name="swap" />
          {messages.compare.swap}
        </a>
      </header>
      {failed && <Failure error={failed.error} onRetry={failed.again} />}
      {left.recorded && right.recorded && <Comparison a={left.recorded} b={right.recorded} />}
      {!failed && !(left.recorded && right.recorded) && (
        <div class="charts">
          <ChartSkeletons count={4} label={messages.loading} />
        </div>
      )}
    </>
  );
}

function Comparison({ a, b }: { readonly a: Recorded; readonly b: Recorded }) {
  const { messages } = useSettings();
  const [zoom, setZoom] = useState<TimeRange | undefined>();
  const sides = useMemo(() => overlaySides(a, b), [a, b]);
  const rows = useMemo(() => sides.map((overlays) => differenceRows(overlays)), [sides]);
  const whole = [0, Math.max(lengthMs(a), lengthMs(b), 1000)] as const;
  const owners = [messages.read.system, processName(a, b, messages.read.process)];
  if (sides.every((overlays) => overlays.length === 0))
    return <p class="state">{messages.compare.nothing}</p>;
  return (
    <>
      <ul class="compared">
        <Compared letter="A" recorded={a} colour={0} />
        <Compared letter="B" recorded={b} colour={1} />
      </ul>
      <h2 class="section-title">{messages.compare.differences}</h2>
      {rows.map((sideRows, side) =>
        sideRows.length === 0 ? null : (
          <DifferenceTable key={owners[side]} title={owners[side] ?? ''} rows={sideRows} />
        ),
      )}
      <h2 class="section-title">{messages.compare.charts}</h2>
      {zoom && (
        <div class="toolbar">
          <button type="button" class="button" onClick={() => setZoom(undefined)}>
            <Icon name="zoomOut" />
            {messages.live.resetZoom}
          </button>
        </div>
      )}
      <div class="charts">
        {sides.flatMap((overlays, side) =>
          // Layers of the whole are told apart in the table only.
          overlays
            .filter(({ metric }) => !metric.layer)
            .map(({ chart, metric }) => (
              <ChartCard
                key={`${side} ${chart.name} ${metric.path}`}
                data={chart}
                axis="elapsed"
                range={zoom ?? whole}
                syncKey="compare"
                onZoom={setZoom}
                title={`${owners[side]} · ${messages.charts[chart.name]} · ${metricWords(metric, chart.name, messages)}`}
              />
            )),
        )}
      </div>
    </>
  );
}

function overlaySides(a: Recorded, b: Recorded): Overlay[][] {
  const seconds = [a.answer.interval, b.answer.interval] as const;
  const side = (which: 'systemCharts' | 'processCharts') =>
    overlayCharts(fromStart(a[which], seconds[0]), fromStart(b[which], seconds[1]), ['A', 'B']).filter(
      // Single cores and disks are compared in their totals.
      ({ metric }) => metric.ownName === undefined,
    );
  return [side('systemCharts'), side('processCharts')];
}

function lengthMs({ answer, timesMs }: Recorded): number {
  return timesMs.length * answer.interval * 1000;
}

function processName(a: Recorded, b: Recorded, fallback: string): string {
  const names = [a, b].map(({ answer }) => answer.server || fallback);
  return names[0] === names[1] ? (names[0] ?? fallback) : names.join(' / ');
}

function Compared({ letter, recorded, colour }: { letter: string; recorded: Recorded; colour: number }) {
  const { messages, clock } = useSettings();
  const { answer } = recorded;
  return (
    <li class="card">
      <span class={`letter series-${colour}`}>{letter}</span>
      <a class="wrap" href={placeAddress({ view: 'recording', hash: answer.hash })}>
        {answer.server || messages.recordings.systemOnly}
      </a>
      <span class="soft">
        {answer.system.platform.hostname} · {clock.dateTime(answer.startedAt)} ·{' '}
        {messages.record.plan(clock.span(answer.duration), clock.span(answer.interval))}
      </span>
    </li>
  );
}
