import type { Filesystem } from '../host/filesystems.ts';
import type { ProcessUnits } from '../samplers/process.ts';
import type { Identity, Selector } from '../samplers/selector.ts';
import type { SystemSampler } from '../samplers/system.ts';
import { ProcessUsage } from './agent-usage.ts';
import type { Clock } from './clock.ts';
import { LiveHistory } from './live-history.ts';
import { PendingStarts } from './pending-starts.ts';
import {
  type MachineState,
  machineState,
  plannedBytes,
  Recording,
  type RecordingParameters,
} from './recording.ts';
import { noRoom, notFetched, runsOtherwise, shuttingDown, tooLarge, unknownHash } from './refusals.ts';
import { Sampling } from './sampling.ts';
import { Scheduler } from './scheduler.ts';
import { isExpired, planRoom, type RecordingStore, type StoredRecording, type StoreLimits } from './store.ts';
import { systemSampleBytes } from './system-series.ts';

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

/** What is answered to the question of what would count. */
export interface Matches {
  readonly matches: readonly { readonly process: Identity; readonly why: string }[];
  /** Processes that run a program of the name asked for, and call themselves otherwise. */
  readonly namesakes: readonly Identity[];
}

/** Starts, samples, keeps and ends recordings; and watches the system all the time. */
export class Recorder {
  readonly live: LiveHistory;
  readonly #options: RecorderOptions;
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  readonly #sampling: Sampling;
  readonly #usage = new ProcessUsage();
  readonly #pending: PendingStarts;
  /** Of recordings that have ended. */
  readonly #ended = { taken: 0, missed: 0 };
  #isShuttingDown = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#scheduler = new Scheduler(options.clock, options.events.failed);
    this.#sampling = new Sampling(options.clock, options.system, options.procRoot);
    this.#pending = new PendingStarts(options.clock, this.#scheduler);
    this.live = new LiveHistory(this.#sampling, options.events.failed);
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
    await this.#pending.begun(parameters.hash);
    const { state } = recording;
    if (state.kind === 'waiting') throw shuttingDown();
    return { recording, startedAtMs: state.startedAtMs, matched: recording.matched };
  }

  /** Whether `start` with these parameters would be accepted now; throws what it would throw. */
  check(parameters: RecordingParameters): void {
    if (this.#existing(parameters) === undefined) this.#roomFor(parameters);
  }

  /**
   * Ends a recording if it still runs. Waits for one that is about to begin.
   * @throws AgentError unknown_hash, shutting_down
   */
  async stop(hash: string): Promise<Recording> {
    const { recording } = this.find(hash);
    await this.#pending.begun(hash);
    if (recording.state.kind === 'waiting') throw shuttingDown();
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

  /** Which processes a selector would count now, and why; where there are none, those that were perhaps meant. */
  match(selector: Selector, withChildren: boolean): Matches {
    const service = this.#sampling.open(selector, withChildren);
    try {
      const matches = [...service.matches()];
      return { matches, namesakes: matches.length === 0 ? [...service.namesakes()] : [] };
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
    this.#pending.close();
    this.#sampling.close();
  }

  /** The recording that a repeated start means; undefined when the hash is free. */
  #existing(parameters: RecordingParameters): Recording | undefined {
    const { hash } = parameters;
    const entry = this.#options.store.get(hash);
    if (entry === undefined) return undefined;
    if (entry.endedAtMs === undefined) {
      if (isSame(entry.recording.parameters, parameters)) return entry.recording;
      throw runsOtherwise(hash);
    }
    if (entry.fetchedAtMs !== undefined) return undefined;
    throw notFetched(hash);
  }

  #bytesFor(parameters: RecordingParameters): number {
    const snapshot = this.#sampling.latest;
    const cores = snapshot?.stat?.cpuNumbers.at(-1) ?? 0;
    const disks = snapshot?.diskIo?.disks.size ?? 1;
    return plannedBytes(systemSampleBytes(this.#sampling.layout, cores + 1, disks), parameters);
  }

  /**
   * What a recording may grow to, and which recordings must make room for it. Changes nothing.
   * @throws AgentError shutting_down, invalid_parameter, too_many_recordings
   */
  #roomFor(parameters: RecordingParameters): { bytes: number; going: readonly string[] } {
    const { store, limits } = this.#options;
    if (this.#isShuttingDown) throw shuttingDown();
    const bytes = this.#bytesFor(parameters);
    if (bytes > limits.maxBytes) throw tooLarge(bytes, limits.maxBytes);
    const going = planRoom(store, limits, parameters.hash, bytes);
    if (going === undefined) throw noRoom();
    return { bytes, going };
  }

  #admit(parameters: RecordingParameters): Recording {
    const { store } = this.#options;
    const { bytes, going } = this.#roomFor(parameters);
    // First, for it may fail: then the others are still there.
    const recording = new Recording(parameters, {
      sampling: this.#sampling,
      units: () => this.units,
      usage: this.#usage,
      filesystems: this.#options.filesystems,
      onFinished: (finished) => this.#settle(finished),
      onError: this.#options.events.failed,
    });
    for (const hash of going) store.delete(hash);
    store.put({ recording, reservedBytes: bytes, fetchedAtMs: undefined, endedAtMs: undefined });
    this.#pending.add(parameters.hash, parameters.intervalMs, (startMs, nowMs) =>
      this.#begin(recording, startMs, nowMs),
    );
    return recording;
  }

  /** One that cannot begin leaves no trace but the error. */
  #begin(recording: Recording, startMs: number, nowMs: number): void {
    this.#usage.refresh();
    try {
      this.#scheduler.schedule(recording, recording.begin(startMs, this.#sampling.tick(nowMs)));
    } catch (error) {
      recording.abandon();
      this.#options.store.delete(recording.parameters.hash);
      throw error;
    }
    this.#options.events.started(recording);
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

function isSame(one: RecordingParameters, other: RecordingParameters): boolean {
  return (
    one.durationMs === other.durationMs &&
    one.intervalMs === other.intervalMs &&
    one.selector?.text === other.selector?.text &&
    one.withChildren === other.withChildren
  );
}
