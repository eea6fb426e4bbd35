import { AgentError } from '../errors.ts';
import type { Filesystem } from '../host/filesystems.ts';
import type { ProcessUnits } from '../samplers/process.ts';
import type { Identity, Selector } from '../samplers/selector.ts';
import type { SystemSampler } from '../samplers/system.ts';
import { ProcessUsage } from './agent-usage.ts';
import type { Clock } from './clock.ts';
import { LiveHistory } from './live-history.ts';
import {
  type MachineState,
  machineState,
  plannedBytes,
  Recording,
  type RecordingParameters,
} from './recording.ts';
import { Sampling } from './sampling.ts';
import { Scheduler, type Task } from './scheduler.ts';
import { isExpired, makeRoom, type RecordingStore, type StoredRecording, type StoreLimits } from './store.ts';
import { SystemSeries } from './system-series.ts';

/** Recordings begin at multiples of this, so that those of one interval share their ticks. */
const START_GRID_MS = 10;

/** What happened, for the log. */
export interface RecorderEvents {
  started(recording: Recording): void;
  finished(recording: Recording): void;
  /** A recording was dropped that nobody had fetched. */
  expired(recording: Recording): void;
  failed(error: unknown): void;
}

export interface RecorderOptions {
  readonly clock: Clock;
  readonly system: SystemSampler;
  readonly procRoot: string;
  readonly store: RecordingStore;
  readonly limits: StoreLimits;
  readonly ticksPerSecond: number;
  readonly pageSizeBytes: number;
  /** The filesystems as last asked; kept with a recording when it ends. */
  readonly filesystems: () => readonly Filesystem[];
  readonly events: RecorderEvents;
}

/** What is answered to a start. */
export interface Started {
  readonly recording: Recording;
  readonly startedAtMs: number;
  readonly matched: number | undefined;
}

interface Pending {
  readonly recording: Recording;
  readonly begun: Promise<void>;
}

/** Starts, samples, keeps and ends recordings; and watches the system all the time. */
export class Recorder {
  readonly live: LiveHistory;
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #sampling: Sampling;
  readonly #usage = new ProcessUsage();
  readonly #pending = new Map<string, Pending>();
  /** Of recordings that have ended. */
  readonly #ended = { taken: 0, missed: 0 };
  #isShuttingDown = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#scheduler = new Scheduler(options.clock, options.events.failed);
    this.#sampling = new Sampling(options.clock, options.system, options.procRoot);
    this.live = new LiveHistory(this.#sampling);
  }

  /** Begins the always-on sampling. */
  begin(): void {
    const nowMs = this.#clock.monotonicMs();
    this.#scheduler.schedule(this.live, this.live.begin(nowMs));
    this.live.onSample(() => {
      if (this.isRecording) this.#usage.refresh();
      this.#expire();
    });
  }

  get units(): ProcessUnits {
    const { ticksPerSecond, pageSizeBytes } = this.#options;
    const memoryTotalBytes = this.#sampling.latest?.memory?.totalBytes ?? Number.NaN;
    return { ticksPerSecond, pageSizeBytes, memoryTotalBytes };
  }

  /**
   * Starts a recording, at the next tick of the grid: what is answered is known to have begun. The same start
   * again, while it runs, answers the same.
   * @throws AgentError hash_in_use, invalid_parameter, too_many_recordings, shutting_down
   */
  async start(parameters: RecordingParameters): Promise<Started> {
    const existing = this.#existing(parameters);
    const recording = existing ?? this.#admit(parameters);
    await this.#pending.get(parameters.hash)?.begun;
    const { state } = recording;
    if (state.kind === 'waiting') throw new AgentError('shutting_down', 'The agent is shutting down.');
    return { recording, startedAtMs: state.startedAtMs, matched: recording.matched };
  }

  /** Whether `start` with these parameters would be accepted now; throws what it would throw. */
  check(parameters: RecordingParameters): void {
    if (this.#existing(parameters) === undefined) this.#refuseIfImpossible(this.#bytesFor(parameters));
  }

  /**
   * Ends a recording if it still runs. Waits for one that is about to begin.
   * @throws AgentError unknown_hash
   */
  async stop(hash: string): Promise<Recording> {
    const { recording } = this.find(hash);
    await this.#pending.get(hash)?.begun;
    if (recording.state.kind === 'running') {
      recording.stop(this.#clock.monotonicMs());
      this.#scheduler.cancel(recording);
    }
    return recording;
  }

  /** @throws AgentError unknown_hash */
  find(hash: string): StoredRecording {
    const entry = this.#options.store.get(hash);
    if (entry === undefined) throw unknownHash(hash);
    return entry;
  }

  all(): Iterable<StoredRecording> {
    return this.#options.store.all();
  }

  /** The whole answer reached a client: the recording may make room for others, and its hash be used again. */
  markFetched(recording: Recording): void {
    const entry = this.#options.store.get(recording.parameters.hash);
    if (entry?.recording === recording) entry.fetchedAtMs = this.#clock.monotonicMs();
  }

  /** Whether any recording runs now. */
  get isRecording(): boolean {
    for (const { endedAtMs } of this.#options.store.all()) if (endedAtMs === undefined) return true;
    return false;
  }

  /** Samples of all recordings since the agent began. */
  get counts(): { taken: number; missed: number } {
    const counts = { ...this.#ended };
    for (const { recording, endedAtMs } of this.#options.store.all()) {
      if (endedAtMs === undefined) addSamples(counts, recording);
    }
    return counts;
  }

  /** The machine as it is now. */
  get machine(): MachineState {
    return machineState(this.live.snapshot, this.#options.filesystems());
  }

  progress(recording: Recording): number {
    return recording.progress(this.#clock.monotonicMs());
  }

  /** Which processes a selector would count now, and why. */
  match(selector: Selector, withChildren: boolean): { process: Identity; why: string }[] {
    const service = this.#sampling.open(selector, withChildren);
    try {
      return [...service.matches()];
    } finally {
      this.#sampling.release(service);
    }
  }

  beginShutdown(): void {
    this.#isShuttingDown = true;
  }

  /** Ends everything; recordings that still run are lost. */
  close(): void {
    this.beginShutdown();
    this.#scheduler.close();
    this.#sampling.close();
  }

  /** The recording that a repeated start means; undefined when the hash is free. */
  #existing(parameters: RecordingParameters): Recording | undefined {
    const { hash } = parameters;
    const entry = this.#options.store.get(hash);
    if (entry === undefined) return undefined;
    if (entry.endedAtMs === undefined) {
      if (isSame(entry.recording.parameters, parameters)) return entry.recording;
      throw inUse(`A recording with the hash ${hash} is running with other parameters.`);
    }
    if (entry.fetchedAtMs !== undefined) return undefined;
    throw inUse(
      `The recording with the hash ${hash} has ended and was not fetched yet; a new start would lose it.`,
    );
  }

  #bytesFor(parameters: RecordingParameters): number {
    const snapshot = this.#sampling.latest;
    const cores = snapshot?.stat?.cpuNumbers.at(-1) ?? 0;
    const disks = snapshot?.diskIo?.disks.size ?? 1;
    return plannedBytes(SystemSeries.sampleBytes(this.#sampling.columns, cores + 1, disks), parameters);
  }

  #refuseIfImpossible(bytes: number): void {
    const { maxBytes } = this.#options.limits;
    if (this.#isShuttingDown) {
      throw new AgentError('shutting_down', 'The agent is shutting down.', { retryAfterSeconds: 5 });
    }
    if (bytes > maxBytes) {
      throw new AgentError(
        'invalid_parameter',
        `So many samples would take ${megabytes(bytes)} of memory; the agent has ${megabytes(maxBytes)} for all recordings.`,
        { parameter: 'interval' },
      );
    }
  }

  #admit(parameters: RecordingParameters): Recording {
    const { store, limits } = this.#options;
    const bytes = this.#bytesFor(parameters);
    this.#refuseIfImpossible(bytes);
    if (!makeRoom(store, limits, parameters.hash, bytes)) {
      throw new AgentError('too_many_recordings', 'There is no room for another recording.', {
        retryAfterSeconds: 60,
      });
    }
    const recording = new Recording(parameters, {
      sampling: this.#sampling,
      units: () => this.units,
      usage: this.#usage,
      filesystems: this.#options.filesystems,
      onFinished: (finished) => this.#settle(finished),
    });
    store.put({ recording, reservedBytes: bytes, fetchedAtMs: undefined, endedAtMs: undefined });
    this.#beginSoon(recording);
    return recording;
  }

  #beginSoon(recording: Recording): void {
    const { hash } = recording.parameters;
    const dueMs = Math.ceil(this.#clock.monotonicMs() / START_GRID_MS) * START_GRID_MS;
    const begun = new Promise<void>((resolve, reject) => {
      const first: Task = {
        run: (nowMs) => {
          this.#pending.delete(hash);
          try {
            const nextMs = recording.begin(Math.max(dueMs, onGrid(nowMs)), this.#sampling.tick(nowMs));
            this.#scheduler.schedule(recording, nextMs);
            this.#options.events.started(recording);
            resolve();
          } catch (error) {
            reject(error);
          }
          return undefined;
        },
      };
      this.#scheduler.schedule(first, dueMs);
    });
    this.#pending.set(hash, { recording, begun });
  }

  #settle(recording: Recording): void {
    const entry = this.#options.store.get(recording.parameters.hash);
    if (entry?.recording === recording) {
      entry.endedAtMs = this.#clock.monotonicMs();
      entry.reservedBytes = recording.allocatedBytes;
    }
    addSamples(this.#ended, recording);
    this.#options.events.finished(recording);
  }

  #expire(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const entry of [...this.#options.store.all()]) {
      if (!isExpired(entry, nowMs, this.#options.limits.retainMs)) continue;
      this.#options.store.delete(entry.recording.parameters.hash);
      if (entry.fetchedAtMs === undefined) this.#options.events.expired(entry.recording);
    }
  }
}

function addSamples(counts: { taken: number; missed: number }, { quality }: Recording): void {
  counts.taken += quality.taken;
  counts.missed += quality.missed;
}

/** The last instant of the grid that is not after `nowMs`. */
function onGrid(nowMs: number): number {
  return Math.floor(nowMs / START_GRID_MS) * START_GRID_MS;
}

function isSame(one: RecordingParameters, other: RecordingParameters): boolean {
  return (
    one.durationMs === other.durationMs &&
    one.intervalMs === other.intervalMs &&
    one.selector?.text === other.selector?.text &&
    one.withChildren === other.withChildren
  );
}

function unknownHash(hash: string): AgentError {
  return new AgentError('unknown_hash', `No recording with the hash ${hash} is known.`, {
    parameter: 'hash',
  });
}

function inUse(message: string): AgentError {
  return new AgentError('hash_in_use', message, { parameter: 'hash' });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
