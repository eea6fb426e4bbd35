/**
 * The agent's answers as the page reads them: `detail=full&units=bytes`, sizes in bytes. Whatever the
 * contract lets be absent is optional here, so that an answer of an older agent still opens.
 */
export type Value = number | null;
export type Column = readonly Value[];

export interface Filesystem {
  readonly mountPoint: string;
  readonly device: string;
  readonly fsType?: string | null;
  readonly total: Value;
  readonly used: Value;
  readonly free?: Value;
  readonly percent: Value;
  /** The filesystem does not answer, as a dead NFS server's does not. */
  readonly stuck?: boolean;
}

export interface Platform {
  readonly version: string;
  readonly hostname: string;
  readonly system: string;
  readonly release: string;
  readonly distribution: string;
}

export interface ProcessLife {
  readonly pid: number;
  readonly name: string;
  /** Indexes of the first and the last sample it was seen in. */
  readonly firstSample: number;
  readonly lastSample: number;
  readonly cpuSeconds: Value;
  readonly peakResident: Value;
}

export interface PerformanceInfo {
  readonly cpu: {
    readonly percent: Column;
    readonly coreNum: Value;
    readonly corePercent: readonly (Column | null)[];
    readonly architecture: string;
    readonly model: string;
    readonly MHz: string;
    readonly [more: string]: unknown;
  };
  readonly memory: { readonly total: Value; readonly used: Column; readonly [more: string]: unknown };
  readonly io: { readonly [field: string]: unknown };
  readonly disk: readonly Filesystem[];
  readonly platform: Platform;
  /** Only a process has them. */
  readonly pids?: readonly ProcessLife[];
  readonly [more: string]: unknown;
}

/** What `real_time` answers, and every event of `live`. */
export interface SystemAnswer {
  readonly timestamps: Column;
  readonly system: PerformanceInfo;
}

/** How far to trust a recording. Times in milliseconds; `null` where there is nothing to tell yet. */
export interface Quality {
  readonly planned: number;
  readonly taken: number;
  readonly missed: number;
  readonly interval: { readonly mean: Value; readonly max: Value };
  readonly lateness: { readonly p99: Value; readonly max: Value };
  /** Percent of a core, of all cores, of one core for a process. */
  readonly cpuResolution: { readonly core: number; readonly system: number; readonly process: number };
  readonly counterResets: number;
  readonly clockSteps: number;
  readonly processes?: { readonly joined: number; readonly left: number; readonly notListed?: number };
  readonly unreadable: readonly {
    readonly what: string;
    readonly reason: string;
    readonly samples: number;
  }[];
  readonly agent: { readonly cpuSeconds: number; readonly peakResident: Value };
}

/** What `recording` and `stop_collecting` answer. */
export interface RecordingAnswer extends SystemAnswer {
  readonly hash: string;
  readonly server?: string;
  readonly children?: boolean;
  readonly state?: RecordingState;
  readonly startedAt: number;
  readonly stoppedAt: number | null;
  /** Seconds. */
  readonly duration: number;
  readonly interval: number;
  readonly process?: PerformanceInfo;
  readonly quality?: Quality;
  /** Index of the first sample in this answer, when asked with `since`. */
  readonly firstIndex?: number;
}

export type RecordingState = 'running' | 'finished';

/** One row of `recordings`. */
export interface RecordingSummary {
  readonly hash: string;
  readonly state: RecordingState;
  readonly fetched: boolean;
  readonly startedAt: number;
  readonly stoppedAt: number | null;
  readonly duration: number;
  readonly interval: number;
  readonly server: string | null;
  readonly children: boolean;
  /** 0–1. */
  readonly progress: number;
  readonly planned: number;
  readonly taken: number;
  readonly missed: number;
  readonly bytes: number;
}

export interface MatchedProcess {
  readonly pid: number;
  readonly name: string;
  readonly why: string;
}

export interface MatchAnswer {
  readonly server: string;
  readonly selector: { readonly kind: string; readonly value: string };
  readonly processes: readonly MatchedProcess[];
  readonly warnings: readonly string[];
}

export interface ProcessName {
  readonly name: string;
  readonly count: number;
  readonly pids: readonly number[];
}

export interface StartAnswer {
  readonly hash: string;
  readonly startedAt: number;
  readonly samples: number;
  readonly matched?: number;
}
