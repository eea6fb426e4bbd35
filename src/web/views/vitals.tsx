import type { ComponentChildren } from 'preact';
import type { PerformanceInfo, Value } from '../api/answer.ts';
import { latestRate, latestValue } from '../data/latest.ts';
import type { LiveWindow } from '../data/live-window.ts';
import { levelClass } from '../parts/level.ts';
import { useSettings } from '../parts/settings.tsx';

export interface VitalsProps {
  readonly window: LiveWindow;
  readonly facts: PerformanceInfo | undefined;
}

/** The five numbers to look at first. */
export function Vitals({ window, facts }: VitalsProps) {
  const { messages, say } = useSettings();
  const value = (path: string) => latestValue(window.columns.get(path));
  const rate = (path: string) => latestRate(window.columns.get(path), window.timesMs);
  const total = facts?.memory.total;
  const used = value('memory.used');
  const cores = facts?.cpu.coreNum;
  const load = value('load.one');
  return (
    <ul class="vitals">
      <Vital name={messages.vitals.cpu} share={value('cpu.percent')}>
        <strong>{say(value('cpu.percent'), 'percent')}</strong>
        <small>{cores ? messages.vitals.cores(cores) : ''}</small>
      </Vital>
      <Vital name={messages.vitals.memory} share={used !== null && total ? (used / total) * 100 : null}>
        <strong>{say(used, 'bytes')}</strong>
        <small>{total ? messages.live.of('', say(total, 'bytes')).trim() : ''}</small>
      </Vital>
      <Vital name={messages.vitals.load} share={load !== null && cores ? (load / cores) * 100 : null}>
        <strong>{say(load, 'load')}</strong>
        <small>
          {say(value('load.five'), 'load')} · {say(value('load.fifteen'), 'load')}
        </small>
      </Vital>
      <Vital name={messages.vitals.disk}>
        <Pair label={messages.metrics.read} text={say(rate('io.readSize'), 'bytesPerSecond')} colour={0} />
        <Pair
          label={messages.metrics.written}
          text={say(rate('io.writeSize'), 'bytesPerSecond')}
          colour={1}
        />
      </Vital>
      <Vital name={messages.vitals.network}>
        <Pair
          label={messages.metrics.received}
          text={say(rate('network.rxSize'), 'bytesPerSecond')}
          colour={0}
        />
        <Pair label={messages.metrics.sent} text={say(rate('network.txSize'), 'bytesPerSecond')} colour={1} />
      </Vital>
    </ul>
  );
}

interface VitalProps {
  readonly name: string;
  /** How full it is, 0–100; absent for what has no whole. */
  readonly share?: Value;
  readonly children: ComponentChildren;
}

function Vital({ name, share, children }: VitalProps) {
  return (
    <li class="card vital">
      <h2>{name}</h2>
      <div class="vital-body">{children}</div>
      {share !== undefined && (
        <div class="meter" aria-hidden="true">
          <div class={levelClass(share)} style={{ width: `${Math.min(100, Math.max(0, share ?? 0))}%` }} />
        </div>
      )}
    </li>
  );
}

function Pair({ label, text, colour }: { label: string; text: string; colour: number }) {
  return (
    <span class="vital-pair">
      <span class={`swatch series-${colour}`} />
      <span>{label}</span> <b>{text}</b>
    </span>
  );
}
