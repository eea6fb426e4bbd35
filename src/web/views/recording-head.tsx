import type { ComponentChildren } from 'preact';
import type { Recorded } from '../data/recorded.ts';
import { useSettings } from '../parts/settings.tsx';

export interface RecordingHeadProps {
  readonly recorded: Recorded;
  readonly children: ComponentChildren;
}

/** Whose recording this is, from when to when. */
export function RecordingHead({ recorded, children }: RecordingHeadProps) {
  const { messages, clock } = useSettings();
  const { answer } = recorded;
  const { read } = messages;
  const state = answer.state ?? 'finished';
  const rows: [string, string][] = [
    [read.host, answer.system.platform.hostname],
    [read.started, clock.dateTime(answer.startedAt)],
    [read.stopped, answer.stoppedAt ? clock.dateTime(answer.stoppedAt) : read.running],
    [read.duration, clock.span(answer.duration)],
    [read.interval, clock.span(answer.interval)],
    [messages.record.hash, answer.hash],
  ];
  return (
    <header class="view-head recording-head">
      <h1 class="wrap">
        {answer.server || messages.recordings.systemOnly}{' '}
        <span class={`badge badge-${state}`}>{messages.recordings.states[state]}</span>
      </h1>
      <div class="actions">{children}</div>
      <dl class="head-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="wrap">{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
