import { useMemo, useState } from 'preact/hooks';
import { ChartCard } from '../charts/chart-card.tsx';
import type { TimeRange } from '../charts/plot-options.ts';
import { chartsOf } from '../data/chart-data.ts';
import { lastOf } from '../data/live-window.ts';
import { SYSTEM_CHARTS } from '../data/metrics.ts';
import { ConnectionNotice } from '../parts/connection.tsx';
import { FilesystemsCard } from '../parts/filesystems-card.tsx';
import { MachineCard } from '../parts/machine-card.tsx';
import { useSettings } from '../parts/settings.tsx';
import { ChartSkeletons } from '../parts/skeleton.tsx';
import { LiveToolbar, type RangeSeconds } from './live-toolbar.tsx';
import { type Live, useLive } from './use-live.ts';
import { Vitals } from './vitals.tsx';

/** The machine now, and the last minutes to an hour. */
export function LiveView() {
  const { messages, clock } = useSettings();
  const [rangeSeconds, setRangeSeconds] = useState<RangeSeconds>(300);
  const [zoom, setZoom] = useState<TimeRange | undefined>();
  const [frozen, setFrozen] = useState<Live | undefined>();
  const live = useLive(rangeSeconds);
  const { window, facts } = frozen ?? live;
  const charts = useMemo(() => {
    const { columns, timesMs } = lastOf(window, zoom ? Number.POSITIVE_INFINITY : rangeSeconds * 1000);
    return chartsOf(SYSTEM_CHARTS, { columns, timesMs, memoryTotalBytes: facts?.memory.total });
  }, [window, rangeSeconds, zoom, facts?.memory.total]);
  const newest = window.timesMs.at(-1) ?? Date.now();
  const range: TimeRange = zoom ?? [newest - rangeSeconds * 1000, newest];

  return (
    <>
      <h1 class="visually-hidden">{messages.live.title}</h1>
      <ConnectionNotice lost={live.status === 'lost'} />
      <Vitals window={window} facts={facts} />
      <LiveToolbar
        status={frozen ? 'paused' : live.status}
        rangeSeconds={rangeSeconds}
        onRange={(seconds) => {
          setZoom(undefined);
          setRangeSeconds(seconds);
        }}
        paused={frozen !== undefined}
        onPause={() => setFrozen(frozen ? undefined : live)}
        onResetZoom={zoom && (() => setZoom(undefined))}
      />
      <div class="live">
        <div class="charts" aria-busy={!facts}>
          {facts ? (
            charts.map((data) => (
              <ChartCard
                key={data.name}
                data={data}
                axis="clock"
                range={range}
                syncKey="live"
                onZoom={setZoom}
              />
            ))
          ) : (
            <ChartSkeletons count={6} label={messages.live.waiting} />
          )}
        </div>
        {facts && (
          <aside class="facts">
            <MachineCard info={facts} />
            <FilesystemsCard filesystems={facts.disk} />
          </aside>
        )}
      </div>
      <p class="zone">{messages.live.zone(clock.zone)}</p>
    </>
  );
}
