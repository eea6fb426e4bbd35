import type { Filesystem } from '../host/filesystems.ts';
import { PROCESS_COLUMNS, type ProcessUnits, processRow } from '../samplers/process.ts';
import type { Selector } from '../samplers/selector.ts';
import type { Service, ServiceReading } from '../samplers/service.ts';
import type { SystemSnapshot } from '../samplers/system.ts';
import type { AgentUsage } from './agent-usage.ts';
import { Evidence, type Quality } from './evidence.ts';
import { type MemberHistory, MemberTracks } from './member-tracks.ts';
import { createSampleSchedule, plannedSamples, type SampleSchedule } from './sample-schedule.ts';
import { createTableLayout, packRow, type Rows, rowBytes, SampleTable } from './sample-table.ts';
import type { Sampling, Tick } from './sampling.ts';
import type { Task } from './scheduler.ts';
import { SystemSeries, type SystemView } from './system-series.ts';

/** What a client asked for. */
export interface RecordingParameters {
  readonly hash: string;
  readonly durationMs: number;
  readonly intervalMs: number;
  /** Which processes to record beside the system. */
  readonly selector: Selector | undefined;
  readonly withChildren: boolean;
}

/** What an answer tells of the machine beside the series; NaN is unknown. */
export interface MachineState {
  readonly coresOnline: number;
  readonly memoryTotalBytes: number;
  readonly filesystems: readonly Filesystem[];
}

/** A recording's life. It is `waiting` for a few milliseconds, until the tick at which it begins. */
export type RecordingState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly startedAtMs: number }
  | {
      readonly kind: 'finished';
      readonly startedAtMs: number;
      readonly stoppedAtMs: number;
      /** As it was then: the answer must not change afterwards. */
      readonly machine: MachineState;
    };

/** The samples `from` up to the last, of both sides. */
export interface RecordingView {
  readonly system: SystemView;
  readonly process: Rows | undefined;
}

/** What a recording needs from around it. */
export interface RecordingContext {
  readonly sampling: Sampling;
  readonly units: () => ProcessUnits;
  readonly usage: AgentUsage;
  readonly filesystems: () => readonly Filesystem[];
  /** Called once, when the last sample is in. */
  readonly onFinished: (recording: Recording) => void;
  /** Called the first time that a sample went wrong, which costs what it did not get. */
  readonly onError: (error: unknown) => void;
}

const processLayout = createTableLayout(PROCESS_COLUMNS.map((column) => column.storage));
const NO_CORES: readonly number[] = [];

/** Bytes that a recording will take: known before it begins, so that it can be refused in time. */
export function plannedBytes(sampleBytes: number, parameters: RecordingParameters): number {
  const perSample = sampleBytes + (parameters.selector ? rowBytes(processLayout, 0) : 0);
  return plannedSamples(parameters.durationMs, parameters.intervalMs) * perSample;
}

/**
 * One recording, from its first tick to its last. Invariant: row k of all series belongs to the instant
 * `schedule.dueMs(k)`; an instant that has passed has a row, of unknowns where no sample could be taken.
 */
export class Recording implements Task {
  readonly parameters: RecordingParameters;
  readonly planned: number;
  readonly #context: RecordingContext;
  readonly #system: SystemSeries;
  readonly #process: SampleTable | undefined;
  readonly #service: Service | undefined;
  readonly #tracks = new MemberTracks();
  readonly #evidence: Evidence;
  #state: RecordingState = { kind: 'waiting' };
  #schedule: SampleSchedule | undefined;
  #before: SystemSnapshot | undefined;
  /** Of the service's last reading. Not the reading itself: kept for a second, a thousand of them would make V8 collect. */
  readonly #serviceBefore = { atMs: 0, ticks: 0 };
  #hasFailed = false;

  constructor(parameters: RecordingParameters, context: RecordingContext) {
    this.parameters = parameters;
    this.#context = context;
    this.planned = plannedSamples(parameters.durationMs, parameters.intervalMs);
    this.#system = new SystemSeries(context.sampling.layout, this.planned);
    this.#evidence = new Evidence(context.usage);
    if (parameters.selector === undefined) return;
    this.#process = new SampleTable(processLayout, this.planned);
    this.#service = context.sampling.open(parameters.selector, parameters.withChildren);
  }

  get state(): RecordingState {
    return this.#state;
  }

  /** How many samples there are, the missed ones included. */
  get length(): number {
    return this.#system.length;
  }

  get allocatedBytes(): number {
    return this.#system.allocatedBytes + (this.#process?.allocatedBytes ?? 0);
  }

  /** How many processes count now; undefined when no service is recorded. */
  get matched(): number | undefined {
    return this.#service?.size;
  }

  /** Which processes took part, in the order in which they were first seen. */
  get members(): readonly MemberHistory[] {
    return this.#tracks.histories();
  }

  /** Processes that took part but are not in `members`, which is bounded. */
  get membersNotListed(): number {
    return this.#tracks.notListed;
  }

  get quality(): Quality {
    return this.#evidence.quality(this.planned, this.length);
  }

  /** 0 to 1: how much of the duration has passed at `nowMs`. */
  progress(nowMs: number): number {
    if (this.#state.kind === 'finished') return 1;
    if (this.#schedule === undefined) return 0;
    const passedMs = nowMs - this.#schedule.startMs;
    return Math.min(1, Math.max(0, passedMs / this.parameters.durationMs));
  }

  view(from = 0): RecordingView {
    return { system: this.#system.view(from), process: this.#process?.rows(from) };
  }

  /** Takes the baseline: the recording begins at this tick, whose scheduled instant is `startMs`. */
  begin(startMs: number, tick: Tick): number {
    const { durationMs, intervalMs } = this.parameters;
    this.#schedule = createSampleSchedule(startMs, durationMs, intervalMs);
    const startedAtMs = Math.round(tick.wallMs - (tick.nowMs - startMs));
    this.#state = { kind: 'running', startedAtMs };
    this.#before = tick.system;
    let service: ServiceReading | undefined;
    if (this.#service) {
      service = tick.read(this.#service);
      this.#rememberService(service);
      this.#tracks.begin(service);
    }
    this.#evidence.begin(tick, service);
    return this.#schedule.dueMs(0);
  }

  /** Takes the sample that is due, or ends when the duration is over; answers when there is more to do. */
  run(nowMs: number): number | undefined {
    const schedule = this.#schedule;
    if (schedule === undefined || this.#state.kind !== 'running') return undefined;
    // Timers may fire a fraction of a millisecond early.
    const index = schedule.latestDue(nowMs + 1);
    if (index >= this.length) this.#sampleAt(index, nowMs, schedule);
    if (this.length < this.planned) return schedule.dueMs(this.length);
    if (nowMs + 1 < schedule.endMs) return schedule.endMs;
    this.#finish(schedule.endMs);
    return undefined;
  }

  /** Ends the recording now. Before its first sample was due it takes one: the series are never empty. */
  stop(nowMs: number): void {
    const schedule = this.#schedule;
    if (schedule === undefined || this.#state.kind !== 'running') return;
    const due = schedule.latestDue(nowMs);
    if (due >= this.length || this.length === 0) this.#sampleAt(Math.max(due, 0), nowMs, schedule);
    this.#finish(Math.min(nowMs, schedule.endMs));
  }

  /** Lets go of the service; for a recording that could not begin. */
  abandon(): void {
    if (this.#service && this.#state.kind !== 'finished') this.#context.sampling.release(this.#service);
  }

  /** Fills the rows up to and including `index`; whatever goes wrong, the recording goes on. */
  #sampleAt(index: number, nowMs: number, schedule: SampleSchedule): void {
    this.#fillUpTo(index);
    if (index < this.planned) {
      try {
        this.#sample(index, nowMs, schedule);
      } catch (error) {
        // Once: what goes wrong at every sample is not to fill the log.
        if (!this.#hasFailed) this.#context.onError(error);
        this.#hasFailed = true;
      }
    }
    this.#fillUpTo(Math.min(index + 1, this.planned));
  }

  #fillUpTo(length: number): void {
    while (this.#system.length < length) this.#system.appendUnknown();
    while (this.#process && this.#process.length < length) this.#process.appendUnknown();
  }

  #sample(index: number, nowMs: number, schedule: SampleSchedule): void {
    const tick = this.#context.sampling.tick(nowMs);
    this.#system.append(tick.since(this.#before as SystemSnapshot));
    this.#before = tick.system;
    this.#evidence.sample(tick, nowMs - schedule.dueMs(index));
    if (this.#service && this.#process) this.#sampleService(this.#service, this.#process, index, tick);
  }

  #sampleService(service: Service, table: SampleTable, index: number, tick: Tick): void {
    let reading: ServiceReading;
    try {
      reading = tick.read(service);
    } catch (error) {
      this.#evidence.failure('process', error);
      throw error;
    }
    const values = processRow(this.#serviceBefore, reading, this.#context.units());
    table.append(packRow(processLayout, values), NO_CORES);
    this.#tracks.sample(index, reading);
    this.#evidence.serviceSample(reading);
    this.#rememberService(reading);
  }

  #rememberService({ atMs, ticks }: ServiceReading): void {
    this.#serviceBefore.atMs = atMs;
    this.#serviceBefore.ticks = ticks;
  }

  #finish(endMs: number): void {
    if (this.#state.kind !== 'running') return;
    const { startedAtMs } = this.#state;
    const snapshot = this.#before;
    this.#state = {
      kind: 'finished',
      startedAtMs,
      stoppedAtMs: Math.round(startedAtMs + (endMs - (this.#schedule as SampleSchedule).startMs)),
      machine: machineState(snapshot, this.#context.filesystems()),
    };
    this.#evidence.end();
    if (this.#service) this.#context.sampling.release(this.#service);
    this.#before = undefined;
    this.#tracks.end();
    this.#context.onFinished(this);
  }
}

/** What an answer needs of the machine, as of this snapshot. */
export function machineState(
  snapshot: SystemSnapshot | undefined,
  filesystems: readonly Filesystem[],
): MachineState {
  return {
    filesystems,
    coresOnline: snapshot?.stat?.cpuNumbers.length ?? Number.NaN,
    memoryTotalBytes: snapshot?.memory?.totalBytes ?? Number.NaN,
  };
}

/** When a recording began, epoch milliseconds; undefined while it waits for its first tick. */
export function startedAtOf({ state }: Recording): number | undefined {
  return state.kind === 'waiting' ? undefined : state.startedAtMs;
}
