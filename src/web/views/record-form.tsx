import { useId, useMemo, useState } from 'preact/hooks';
import { agent, type StartParameters } from '../api/client.ts';
import { curlLines } from '../data/curl-lines.ts';
import { parseDuration } from '../data/duration-text.ts';
import { recordingHash } from '../data/recording-hash.ts';
import { CopyLine } from '../parts/copy-line.tsx';
import { Failure } from '../parts/failure.tsx';
import { Icon } from '../parts/icon.tsx';
import { agentPrefix } from '../parts/page.ts';
import { useSettings } from '../parts/settings.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { MatchPreview } from './match-preview.tsx';

export interface RecordSettings {
  readonly server: string;
  readonly children: boolean;
  readonly duration: string;
  readonly interval: string;
}

const DEFAULTS: RecordSettings = { server: '', children: false, duration: '60', interval: '1' };
const LEAST_INTERVAL = 0.1;

export interface RecordFormProps {
  readonly initial: RecordSettings | undefined;
  readonly onStarted: () => void;
}

export function RecordForm({ initial, onStarted }: RecordFormProps) {
  const { messages, say } = useSettings();
  const [settings, setSettings] = useState(initial ?? DEFAULTS);
  const [hash, setHash] = useState(newHash);
  const [state, setState] = useState<{ busy?: boolean; started?: boolean; error?: unknown }>({});
  const { answer: processes } = useAsked('processes', agent.processes);
  const listId = useId();
  const duration = parseDuration(settings.duration);
  const interval = parseDuration(settings.interval);
  const intervalOk = interval !== undefined && interval >= LEAST_INTERVAL;
  const server = settings.server.trim();
  const start: StartParameters | undefined =
    duration !== undefined && intervalOk
      ? { hash, duration, interval, server, children: settings.children }
      : undefined;
  const lines = useMemo(() => start && curlLines(agentPrefix(), start), [JSON.stringify(start)]);
  const change = (part: Partial<RecordSettings>) => setSettings({ ...settings, ...part });

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!start || state.busy) return;
    setState({ busy: true });
    try {
      await agent.start(start);
      setState({ started: true });
      setHash(newHash());
      onStarted();
    } catch (error) {
      setState({ error });
    }
  };

  return (
    <form class="record-form" onSubmit={(event) => void submit(event)} noValidate>
      <div class="card form-fields">
        <TextField
          label={messages.record.service}
          hint={messages.record.serviceHint}
          value={settings.server}
          placeholder={messages.record.systemOnly}
          list={listId}
          onInput={(text) => change({ server: text })}
        />
        <datalist id={listId}>
          {processes?.map(({ name, count }) => (
            <option key={name} value={name}>
              {count > 1 ? `${count} ×` : ''}
            </option>
          ))}
        </datalist>
        <label class="check">
          <input
            type="checkbox"
            checked={settings.children}
            disabled={server === ''}
            onChange={(event) => change({ children: event.currentTarget.checked })}
          />
          {messages.record.children}
        </label>
        <div class="field-row">
          <TextField
            label={messages.record.duration}
            hint={messages.record.durationHint}
            error={duration === undefined ? messages.record.badDuration : undefined}
            value={settings.duration}
            onInput={(text) => change({ duration: text })}
          />
          <TextField
            label={messages.record.interval}
            hint={messages.record.intervalHint}
            error={intervalOk ? undefined : messages.record.badInterval}
            value={settings.interval}
            onInput={(text) => change({ interval: text })}
          />
        </div>
        <div class="form-actions">
          <button type="submit" class="button button-primary" disabled={!start || state.busy}>
            <Icon name="record" />
            {state.busy ? messages.record.starting : messages.record.start}
          </button>
          {start && <span class="soft">{messages.record.samples(say(sampleCount(start), 'count'))}</span>}
          <span role="status" class="good">
            {state.started && messages.record.started}
          </span>
        </div>
        {state.error !== undefined && <Failure error={state.error} />}
      </div>
      <div class="form-side">
        <MatchPreview server={server} children={settings.children} />
        <section class="card">
          <h2>{messages.record.shell}</h2>
          <p class="soft">{messages.record.shellHint}</p>
          {lines && <CopyLine text={lines.start} label="start_collecting" />}
          {lines && <CopyLine text={lines.stop} label="stop_collecting" />}
        </section>
      </div>
    </form>
  );
}

/** As the contract counts: an interval longer than the duration gives one sample, at the end. */
function sampleCount({ duration, interval }: StartParameters): number {
  return Math.max(1, Math.floor(duration / interval + 1e-9));
}

function newHash(): string {
  return recordingHash(agentPrefix(), Math.floor(Math.random() * 2 ** 31), Date.now());
}
