import { useState } from 'preact/hooks';
import { placeAddress } from '../address.ts';
import type { RecordingSummary } from '../api/answer.ts';
import { agent } from '../api/client.ts';
import { Failure } from '../parts/failure.tsx';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { useSettings } from '../parts/settings.tsx';
import { useAsked } from '../parts/use-asked.ts';

const LIST_EVERY_MS = 2000;

/** Every recording the agent knows, newest first; two of them can be chosen to be compared. */
export function RecordingsView() {
  const { messages } = useSettings();
  const { answer, error, again } = useAsked('recordings', agent.recordings, LIST_EVERY_MS);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (hash: string) =>
    setChosen((now) =>
      now.includes(hash) ? now.filter((other) => other !== hash) : [...now, hash].slice(-2),
    );
  const recordings = [...(answer ?? [])].sort((a, b) => b.startedAt - a.startedAt);
  const [a, b] = chosen;
  return (
    <>
      <header class="view-head">
        <h1>{messages.recordings.title}</h1>
        <p>{messages.recordings.compareHint}</p>
        {a && b && (
          <a class="button button-primary" href={placeAddress({ view: 'compare', a, b })}>
            {messages.recordings.compare}
          </a>
        )}
      </header>
      {answer === undefined && error !== undefined && <Failure error={error} onRetry={again} />}
      {answer === undefined && error === undefined && <p class="state soft">{messages.loading}…</p>}
      {answer !== undefined && recordings.length === 0 && (
        <div class="state">
          <h2>{messages.recordings.empty}</h2>
          <p>{messages.recordings.emptyHint}</p>
          <a class="button button-primary" href={placeAddress({ view: 'record' })}>
            {messages.record.start}
          </a>
        </div>
      )}
      {recordings.length > 0 && <RecordingsTable recordings={recordings} chosen={chosen} onChoose={choose} />}
    </>
  );
}

interface RecordingsTableProps {
  readonly recordings: readonly RecordingSummary[];
  readonly chosen: readonly string[];
  readonly onChoose: (hash: string) => void;
}

function RecordingsTable({ recordings, chosen, onChoose }: RecordingsTableProps) {
  const { messages } = useSettings();
  const words = messages.recordings;
  return (
    <ScrollRegion class="card" label={words.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{words.compare}</span>
            </th>
            <th scope="col">{words.service}</th>
            <th scope="col">{words.state}</th>
            <th scope="col">{words.started}</th>
            <th scope="col" class="number">
              {words.duration}
            </th>
            <th scope="col" class="number">
              {words.samples}
            </th>
            <th scope="col">{messages.record.hash}</th>
          </tr>
        </thead>
        <tbody>
          {recordings.map((recording) => (
            <RecordingRow
              key={recording.hash}
              recording={recording}
              chosen={chosen.includes(recording.hash)}
              onChoose={() => onChoose(recording.hash)}
            />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

interface RecordingRowProps {
  readonly recording: RecordingSummary;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function RecordingRow({ recording, chosen, onChoose }: RecordingRowProps) {
  const { messages, say, clock } = useSettings();
  const { hash, server, state, fetched, startedAt, duration, interval, taken, planned, missed } = recording;
  const words = messages.recordings;
  const name = server || words.systemOnly;
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          checked={chosen}
          onChange={onChoose}
          aria-label={words.select(`${name} ${hash}`)}
        />
      </td>
      <td class="wrap">
        <a href={placeAddress({ view: 'recording', hash })}>{name}</a>
      </td>
      <td>
        <span class={`badge badge-${state}`}>{words.states[state]}</span>{' '}
        {fetched && <span class="soft">{words.fetched}</span>}
      </td>
      <td>{clock.dateTime(startedAt)}</td>
      <td class="number">{messages.record.plan(clock.span(duration), clock.span(interval))}</td>
      <td class="number">
        {say(taken, 'count')} / {say(planned, 'count')}
        {missed > 0 && <span class="bad"> {words.missed(say(missed, 'count'))}</span>}
      </td>
      <td class="mono soft hash">{hash}</td>
    </tr>
  );
}
