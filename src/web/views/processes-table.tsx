import type { ProcessLife } from '../api/answer.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { useSettings } from '../parts/settings.tsx';

export interface ProcessesTableProps {
  readonly pids: readonly ProcessLife[];
  readonly timesMs: readonly number[];
  readonly startedAtMs: number;
  /** How many more there were than the agent lists. */
  readonly notListed: number;
}

const MOST_SHOWN = 200;

/** Which processes the service had, when each came and went, and what each took. */
export function ProcessesTable({ pids, timesMs, startedAtMs, notListed }: ProcessesTableProps) {
  const { messages, say, clock } = useSettings();
  const more = Math.max(0, pids.length - MOST_SHOWN) + notListed;
  const count = Math.max(1, timesMs.length);
  const at = (index: number) => clock.elapsed((timesMs[index] ?? startedAtMs) - startedAtMs);
  return (
    <ScrollRegion class="card" label={messages.read.pids}>
      <table>
        <caption>
          {messages.read.pids} <span class="soft">{messages.read.pidsHint}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              {messages.match.pid}
            </th>
            <th scope="col">{messages.match.name}</th>
            <th scope="col" class="life">
              {messages.read.seen}
            </th>
            <th scope="col" class="number">
              {messages.read.cpuSeconds}
            </th>
            <th scope="col" class="number">
              {messages.read.peak}
            </th>
          </tr>
        </thead>
        <tbody>
          {pids
            .slice(0, MOST_SHOWN)
            .map(({ pid, name, firstSample: first, lastSample: last, cpuSeconds, peakResident }) => (
              <tr key={`${pid} ${first}`}>
                <td class="number">{pid}</td>
                <td class="mono wrap">{name}</td>
                <td class="life">
                  <div class="life-track" aria-hidden="true">
                    <div
                      style={{
                        left: `${(first / count) * 100}%`,
                        width: `${((last - first + 1) / count) * 100}%`,
                      }}
                    />
                  </div>
                  <span class="soft">
                    {at(first)} – {at(last)}
                  </span>
                </td>
                <td class="number">{say(cpuSeconds === null ? null : cpuSeconds * 1000, 'milliseconds')}</td>
                <td class="number">{say(peakResident, 'bytes')}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {more > 0 && <p class="soft">{messages.match.more(more)}</p>}
    </ScrollRegion>
  );
}
