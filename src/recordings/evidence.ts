import type { ServiceReading } from '../samplers/service.ts';
import type { AgentUsage } from './agent-usage.ts';
import { LatenessHistogram } from './lateness.ts';
import type { Tick } from './sampling.ts';

/** How far to trust a recording. Times in milliseconds, `undefined` where there is nothing to tell. */
export interface Quality {
  readonly planned: number;
  readonly taken: number;
  readonly missed: number;
  readonly intervalMeanMs: number | undefined;
  readonly intervalMaxMs: number | undefined;
  readonly latenessP99Ms: number | undefined;
  readonly latenessMaxMs: number | undefined;
  /** How often counters of devices went backwards. */
  readonly counterResets: number;
  /** How often the wall clock was set: timestamps step there, series do not. */
  readonly clockSteps: number;
  readonly processesJoined: number;
  readonly processesLeft: number;
  readonly unreadable: readonly {
    readonly what: string;
    readonly reason: string;
    readonly samples: number;
  }[];
  readonly agentCpuSeconds: number;
  readonly agentPeakResidentBytes: number;
}

/** Slewing moves the wall clock by 0.5 ms a second at the most; what is more than this was a step. */
const CLOCK_STEP_MS = 100;

/** Gathers, sample by sample, what a recording will say of its own quality. */
export class Evidence {
  readonly #usage: AgentUsage;
  readonly #unreadable = new Map<string, { reason: string; samples: number }>();
  readonly #lateness = new LatenessHistogram();
  #beganAtMs = 0;
  #lastAtMs = 0;
  #longestMs = 0;
  #clockOffsetMs = 0;
  #clockSteps = 0;
  #resetsAtStart = 0;
  #resets = 0;
  #joinedAtStart = 0;
  #leftAtStart = 0;
  #joined = 0;
  #left = 0;
  #cpuAtStart = 0;
  #cpuAtEnd: number | undefined;
  #peakResidentBytes = 0;

  constructor(usage: AgentUsage) {
    this.#usage = usage;
  }

  begin(tick: Tick, service: ServiceReading | undefined): void {
    this.#beganAtMs = this.#lastAtMs = tick.nowMs;
    this.#clockOffsetMs = tick.wallMs - tick.nowMs;
    this.#resetsAtStart = tick.system.counterResets;
    this.#resets = this.#resetsAtStart;
    this.#joinedAtStart = this.#joined = service?.joined ?? 0;
    this.#leftAtStart = this.#left = service?.left ?? 0;
    this.#cpuAtStart = this.#usage.cpuSeconds();
    this.#peakResidentBytes = this.#usage.residentBytes();
  }

  /** A sample of the system was taken. */
  sample(tick: Tick, latenessMs: number): void {
    this.#lateness.add(Math.max(0, latenessMs));
    this.#longestMs = Math.max(this.#longestMs, tick.nowMs - this.#lastAtMs);
    this.#lastAtMs = tick.nowMs;
    const offsetMs = tick.wallMs - tick.nowMs;
    if (Math.abs(offsetMs - this.#clockOffsetMs) > CLOCK_STEP_MS) this.#clockSteps++;
    this.#clockOffsetMs = offsetMs;
    this.#resets = tick.system.counterResets;
    for (const { what, reason } of tick.system.unreadable) this.#note(what, reason);
    this.#peakResidentBytes = Math.max(this.#peakResidentBytes, this.#usage.residentBytes());
  }

  /** The service was read in the same sample. */
  serviceSample(service: ServiceReading): void {
    this.#joined = service.joined;
    this.#left = service.left;
    if (service.ioForbidden > 0) {
      this.#note('process.io', forbidden('io', service.ioForbidden));
    }
    if (service.filesForbidden > 0) {
      this.#note('process.openFiles', forbidden('fd', service.filesForbidden));
    }
  }

  /** Something went wrong in a sample: what it has not got is unknown. */
  failure(what: string, error: unknown): void {
    this.#note(what, error instanceof Error ? error.message : String(error));
  }

  end(): void {
    this.#cpuAtEnd = this.#usage.cpuSeconds();
  }

  /** @param samples how many there are, those included that could not be taken */
  quality(planned: number, samples: number): Quality {
    const taken = this.#lateness.count;
    const spanMs = this.#lastAtMs - this.#beganAtMs;
    return {
      planned,
      taken,
      missed: samples - taken,
      intervalMeanMs: taken === 0 ? undefined : spanMs / taken,
      intervalMaxMs: taken === 0 ? undefined : this.#longestMs,
      latenessP99Ms: this.#lateness.percentileMs(0.99),
      latenessMaxMs: this.#lateness.maxMs,
      counterResets: this.#resets - this.#resetsAtStart,
      clockSteps: this.#clockSteps,
      processesJoined: this.#joined - this.#joinedAtStart,
      processesLeft: this.#left - this.#leftAtStart,
      unreadable: [...this.#unreadable].map(([what, note]) => ({ what, ...note })),
      agentCpuSeconds: (this.#cpuAtEnd ?? this.#usage.cpuSeconds()) - this.#cpuAtStart,
      agentPeakResidentBytes: this.#peakResidentBytes,
    };
  }

  #note(what: string, reason: string): void {
    const samples = (this.#unreadable.get(what)?.samples ?? 0) + 1;
    this.#unreadable.set(what, { reason, samples });
  }
}

function forbidden(file: string, processes: number): string {
  return `not permitted to read /proc/<pid>/${file} of ${processes} process${processes === 1 ? '' : 'es'}`;
}
